import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { processIo } from "../../src/cli/process-io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { EXIT } from "../../src/errors.ts";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { type Credentials, issueSession } from "../../src/local/services/iam/credentials.ts";
import { skippedTime } from "../support/client-time.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { makeFolder, type Ran, run, runBin } from "../support/run.ts";

const ALLOW_ALL = statement({ Effect: "Allow", Action: "*", Resource: "*" });
/** These S3 operations have no such parameter (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html). */
const WITHOUT_OWNER = ["CreateBucket", "ListBuckets", "GetAccountPublicAccessBlock"];

/** Every command for a stack, and how it is run. `ID` is the ID of an item. */
const ON_A_STACK: readonly string[] = [
  "deploy --json",
  "deploy",
  "plan",
  "plan --json",
  "status",
  "status --json",
  "audit",
  "audit --json",
  "items add one",
  "items add two --json",
  "items list",
  "items list --json",
  "items get ID",
  "items update ID --title other",
  "items done ID",
  "items undone ID",
  "items export",
  "items delete ID",
  "items clear --yes",
  "logs",
  "logs --json",
  "openapi",
  "policy",
  "deploy --auth api-key",
  "key show",
  "key rotate",
  "key revoke --all --yes",
  "deploy --auth none",
  "deploy --no-allow-clear",
  "rollback --list",
  "rollback --yes",
  "orphans",
  "orphans --json",
  "orphans --remove --yes",
  "destroy --yes --keep-data",
  "destroy --yes --json",
];
const LOCAL: readonly string[] = [
  "local start",
  "local status --json",
  "local fault throttle --call 99",
  "local adopt --yes",
  "local stop",
  "local reset --yes",
];
const HELP = ["help", "version"];

let local: TestCloud;
let proxy: Server;
let endpoint: string;
let secrets: readonly string[];
let session: Credentials;
let denied: Credentials;

beforeAll(async () => {
  local = await startTestCloud();
  session = await sessionOf("admin", ALLOW_ALL);
  denied = await sessionOf("denied", statement({ Effect: "Deny", Action: "*", Resource: "*" }));
  secrets = Object.values(session);
  proxy = servePathAddresses();
  endpoint = `http://127.0.0.1:${await listen(proxy, 0)}`;
});
afterAll(async () => {
  await closeServer(proxy);
  await local.stop();
});

test("no command is missing from these tests", () => {
  const lines = [...ON_A_STACK, ...LOCAL, ...HELP];
  const { stack, model, plain } = { stack: async () => {}, model: async () => {}, plain: async () => {} };
  const words = leavesOf(createProgram(processIo(), { stack, model, plain }), []).map((leaf) => leaf.join(" "));
  const missing = words.filter((leaf) => !lines.some((line) => line === leaf || line.startsWith(`${leaf} `)));
  expect(missing, "add these commands to ON_A_STACK, LOCAL or HELP").toEqual([]);
});

test("every command succeeds without printing or saving a secret, and names the owner in every S3 request", async () => {
  // A folder for each source of credentials, because a folder remembers the profile.
  const sources = await Promise.all(
    [environment(session), await keysProfile(session), await processProfile(session)].map(async (env) => {
      const cwd = await makeFolder();
      return { cwd, env: { HOME: cwd, ...env } };
    }),
  );
  let id = "";
  for (const [index, line] of ON_A_STACK.entries()) {
    const argv = line.replace("ID", id).split(" ");
    const ran = await run([...argv, ...target(argv)], sources[index % sources.length] ?? { cwd: "" });
    expect(line.startsWith("audit") ? [EXIT.ok, EXIT.changes] : [EXIT.ok], `${line}\n${ran.stderr}`).toContain(
      ran.code,
    );
    expectNoSecret(ran, line);
    if (line === "items add one") id = ran.stdout.trim();
  }
  for (const { cwd } of sources) await expectNoSecretIn(cwd);
  const calls = local
    .calls()
    .filter(
      ({ service, operation, principal }) =>
        service === "s3" && principal !== "anonymous" && !WITHOUT_OWNER.includes(operation),
    );
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter(({ expectedBucketOwner }) => expectedBucketOwner !== local.account)).toEqual([]);
}, 120_000);

test("the local cloud saves and logs no secret of the environment", async () => {
  const cwd = await makeFolder();
  for (const line of LOCAL) {
    if (line.startsWith("local reset")) await expectNoSecretIn(cwd);
    const ran = await run(line.split(" "), { cwd, env: { HOME: cwd, ...environment(session) } });
    expect(ran, line).toMatchObject({ code: EXIT.ok });
    expectNoSecret(ran, line);
  }
});

describe.each([[""], [" --json"]])("a failing command prints no secret (%j)", (json) => {
  const COMMANDS = ["status", "plan", "deploy", "orphans", "logs", "destroy --yes", "rollback --list"];

  test.each([200, 400, 403])("if every response repeats the request, with the status %i", async (status) => {
    const echo = echoServer(status);
    const url = `http://127.0.0.1:${await listen(echo, 0)}`;
    onTestFinished(() => closeServer(echo));
    for (const line of COMMANDS) await fails(`${line}${json}`, url, environment(session));
    for (const env of [await keysProfile(session), await processProfile(session)]) await fails(`plan${json}`, url, env);
  });

  test("if the endpoint does not respond, or denies everything", async () => {
    await fails(`status${json}`, "http://127.0.0.1:1", environment(session));
    for (const line of COMMANDS)
      await fails(`${line}${json}`, local.endpoint, environment(denied), Object.values(denied));
  });

  test("if the endpoint contains a password", async () => {
    const url = "http://user:correct-horse-9@127.0.0.1:1";
    for (const argv of [["status", "--endpoint-url", url], ["status"]])
      await fails(argv.join(" ") + json, undefined, { ...environment(session), AWS_ENDPOINT_URL: url }, [
        "correct-horse-9",
      ]);
  });

  test("if the profile's program fails with the secret in its output and its command line", async () => {
    const program = await programFile("console.log(secret); console.error('sealed', secret); process.exit(3)");
    const env = await profileOf(`credential_process = ${program} ${session.secretAccessKey}`);
    const { stdout, stderr } = await fails(`status${json}`, local.endpoint, env);
    expect(stdout + stderr).toMatch(/credential_process failed: sealed \[hidden\]/);
  });
});

const TOKEN = "ghp_0123456789abcdefABCDEF";
const QUOTED = 'pass"word\\1';

test.each([
  ["a token as its user name", TOKEN, ""],
  ["a token with a placeholder", TOKEN, ":x-oauth-basic"],
  ["a password with quotes", QUOTED, undefined],
  ["a password with non-ASCII letters", "pässwörd-123", undefined],
])("no output contains the secret of a proxy that has %s", async (_what, secret, rest) => {
  const cwd = await makeFolder();
  const user = rest === undefined ? `me:${encodeURIComponent(secret)}` : `${secret}${rest}`;
  const env = { HOME: cwd, HTTPS_PROXY: `http://${user}@proxy.example:8080` };
  const [name = "", password = ""] = user.split(":").map(decodeURIComponent);
  const header = Buffer.from(`${name}:${password}`).toString("base64");
  for (const argv of [
    ["help", secret],
    ["help", header],
    ["status", "--local", "--stage", secret],
    ["status", "--local", "--stage", secret, "--json"],
  ]) {
    const { stdout, stderr } = await run(argv, { cwd, env });
    expect(stdout + stderr).toContain("[hidden]");
    expect((stdout + stderr).replaceAll("\\", "")).not.toContain(secret.replaceAll("\\", ""));
    expect(stdout + stderr).not.toContain(header);
  }
});

test("neither Node's own debug output nor a rejected response contains a secret", async () => {
  const cwd = await makeFolder();
  const echo = echoServer(200);
  const url = `http://127.0.0.1:${await listen(echo, 0)}`;
  onTestFinished(() => closeServer(echo));
  const ran = await runBin(["plan", "--endpoint-url", url, "--region", TEST_REGION], {
    cwd,
    env: { HOME: cwd, ...environment(session), AWS_ACCOUNT_ID: local.account, NODE_DEBUG: "http,https,net" },
  });
  expect(ran).toMatchObject({ code: EXIT.failure, stderr: expect.stringContaining("x-amz-security-token") });
  expectNoSecret(ran, "plan");
});

async function fails(
  line: string,
  url: string | undefined,
  env: Readonly<Record<string, string>>,
  hidden: readonly string[] = secrets,
): Promise<Ran> {
  const cwd = await makeFolder();
  const place = [...(url === undefined ? [] : ["--endpoint-url", url]), "--region", TEST_REGION];
  const ran = await run([...line.split(" "), ...place], { cwd, env: { HOME: cwd, ...env }, time: skippedTime() });
  expect(ran.code, line).not.toBe(EXIT.ok);
  expectNoSecret(ran, line, hidden);
  await expectNoSecretIn(cwd, hidden);
  return ran;
}

function expectNoSecret({ stdout, stderr }: Ran, line: string, hidden: readonly string[] = secrets): void {
  for (const secret of hidden) expect(stdout + stderr, line).not.toContain(secret);
}

async function expectNoSecretIn(folder: string, hidden: readonly string[] = secrets): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
    const text = await readFile(join(parentPath, name), "latin1");
    for (const secret of hidden) expect(text, join(parentPath, name)).not.toContain(secret);
  }
}

function environment({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Readonly<Record<string, string>> {
  const token = sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken };
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...token };
}

function keysProfile({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  return profileOf(
    `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}`,
  );
}

async function processProfile({ accessKeyId, secretAccessKey, sessionToken }: Credentials) {
  const document = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  };
  return profileOf(
    `credential_process = ${await programFile(`console.log(${JSON.stringify(JSON.stringify(document))})`)}`,
  );
}

/** Writes a profile to an AWS configuration file; returns the variables that select it. */
async function profileOf(lines: string): Promise<Readonly<Record<string, string>>> {
  const file = join(await makeFolder(), "config");
  await writeFile(file, `[profile marked]\n${lines}\n`);
  return { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: `${file}-none`, AWS_PROFILE: "marked" };
}

/** Writes a program whose argument is `secret`; returns its command line. */
async function programFile(code: string): Promise<string> {
  const file = join(await makeFolder(), "program.cjs");
  await writeFile(file, `const [, , secret] = process.argv;\n${code}\n`);
  return `"${process.execPath}" "${file}"`;
}

function target([command = ""]: readonly string[]): readonly string[] {
  const place = ["--region", TEST_REGION];
  return command === "openapi" ? [] : [...place, "--stage", "dev", "--endpoint-url", endpoint];
}

async function sessionOf(RoleName: string, PolicyDocument: string): Promise<Credentials> {
  const iam = new IAMClient(local.clientConfig);
  const AssumeRolePolicyDocument = statement({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "all", PolicyDocument }));
  return issueSession(local.cloud, Role?.Arn ?? "", "marked");
}

function statement(one: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [one] });
}

/** Repeats the request's headers in its body, as an error's message and as every common member. */
function echoServer(status: number): Server {
  return createServer((message, response) => {
    const text = JSON.stringify(message.headers).replaceAll('"', "'");
    const isQuery = message.headers["content-type"]?.includes("x-www-form-urlencoded") ?? false;
    const isXml = isQuery || message.headers["x-amz-content-sha256"] !== undefined;
    response.writeHead(status, { "content-type": isXml ? "text/xml" : "application/json" });
    const xml = `<Error><Code>SignatureDoesNotMatch</Code><Message>${text}</Message></Error>`;
    const json = { __type: "SignatureDoesNotMatch", message: text, Message: text, items: [text], Policy: text };
    response.end(isXml ? (isQuery ? `<ErrorResponse>${xml}</ErrorResponse>` : xml) : JSON.stringify(json));
  });
}

/** A proxy for the local cloud that serves its APIs at the paths that other AWS-compatible endpoints use. */
function servePathAddresses(): Server {
  return createServer(async (message, response) => {
    const [, id = "", path = ""] = /^\/restapis\/(\w+)(\/.*)$/.exec(message.url ?? "") ?? [];
    const isApi = path.includes("/_user_request_");
    const base = isApi ? (await addresses())[id] : local.endpoint;
    const forwarded = isApi ? path.replace("/_user_request_", "") : message.url;
    const { method, headers } = message;
    const sent = request(`${base}${forwarded}`, { method: method ?? "GET", headers }, (received) => {
      response.writeHead(received.statusCode ?? 502, received.headers);
      received.pipe(response);
    });
    message.pipe(sent.once("error", () => response.destroy()));
  });
}

async function addresses(): Promise<Readonly<Record<string, string>>> {
  const headers = { authorization: `Bearer ${local.token}` };
  const response = await fetch(`${local.endpoint}/_local/addresses`, { headers });
  const { apis }: { readonly apis: Readonly<Record<string, string>> } = JSON.parse(await response.text());
  return apis;
}

function leavesOf(command: Command, above: readonly string[]): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [above];
  return command.commands.flatMap((child) => leavesOf(child, [...above, child.name()]));
}
