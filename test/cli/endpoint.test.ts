import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

let cloud: TestCloud;
let cwd: string;
let env: Record<string, string>;

beforeEach(async () => {
  cloud = await startTestCloud();
  cwd = await makeFolder();
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  env = { HOME: cwd, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
});

afterEach(() => cloud.stop());

test("a deploy to another endpoint with the environment's credentials is remembered for later commands", async () => {
  const flags = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  const deployed = await runBin(["deploy", ...flags], { cwd, env });
  expect(deployed.code).toBe(EXIT.ok);
  expect(deployed.stdout).toMatch(new RegExp(`^${cloud.endpoint}/restapis/\\w+/dev/_user_request_\n$`));
  expect(deployed.stderr).toMatch(
    new RegExp(`^todo-api-dev on ${cloud.endpoint} \\(from --endpoint-url\\), region eu-west-1 \\(from --region\\)\n`),
  );
  const destroyed = await runBin(["destroy", "--confirm", "todo-api-dev"], { cwd, env });
  expect(destroyed).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(destroyed.stderr).toMatch(
    /^todo-api-dev on .* \(from the last deploy\), region eu-west-1 \(from the last deploy\)\n/,
  );
  expect(Object.keys(cloud.cloud.iam.data.roles)).toEqual([]);
});

test("a deploy succeeds in a read-only folder, and prints what that means for later commands", async () => {
  await writeFile(join(cwd, ".todo-api"), "");
  const flags = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  const { code, stderr } = await runBin(["deploy", ...flags], { cwd, env });
  expect(code).toBe(EXIT.ok);
  expect(stderr).toContain("; later commands in this folder need the same flags again\n");
  expect(await readFile(join(cwd, ".todo-api"), "utf8")).toBe("");
});

test("the local cloud ignores the endpoints, proxies and variants that the environment names", async () => {
  const elsewhere = "http://127.0.0.1:1";
  const everything = {
    ...{ AWS_ENDPOINT_URL: elsewhere, AWS_ENDPOINT_URL_S3: elsewhere, AWS_ENDPOINT_URL_API_GATEWAY: elsewhere },
    ...{ AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true", AWS_CA_BUNDLE: "/none" },
    ...{ HTTP_PROXY: elsewhere, HTTPS_PROXY: elsewhere, ALL_PROXY: elsewhere },
  };
  expect(await runBin(["deploy", "--local"], { cwd, env: { HOME: cwd, ...everything } })).toMatchObject({
    code: EXIT.ok,
  });
  expect(await runBin(["items", "list"], { cwd, env: { HOME: cwd, ...everything } })).toMatchObject({ code: EXIT.ok });
  expect(await runBin(["destroy", "--yes"], { cwd, env: { HOME: cwd, ...everything } })).toMatchObject({
    code: EXIT.ok,
  });
});

test("distinguishes unknown credentials from missing ones", async () => {
  const flags = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  const { code, stderr } = await runBin(["status", ...flags], {
    cwd,
    env: { ...env, AWS_ACCESS_KEY_ID: "AKIAUNKNOWN000000000" },
  });
  expect(code).toBe(EXIT.auth);
  expect(stderr).toContain("AWS does not recognize these credentials");
});

test("a deploy without permissions changes nothing, and exits with the code for a missing permission", async () => {
  const unprivileged = cloud.addUser([]);
  const credentials = {
    AWS_ACCESS_KEY_ID: unprivileged.accessKeyId,
    AWS_SECRET_ACCESS_KEY: unprivileged.secretAccessKey,
  };
  const flags = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  const { code, stdout, stderr } = await runBin(["deploy", "--model", "todo", ...flags], {
    cwd,
    env: { ...env, ...credentials },
  });
  expect({ code, stdout }).toEqual({ code: EXIT.auth, stdout: "" });
  expect(stderr).toContain("is not authorized to perform: dynamodb:");
  expect(stderr).toMatch(/\nerror: \d+ failed, \d+ skipped\. Nothing was changed\.\n/);
  expect(await rememberedIn(cwd)).toBeUndefined();
});

test("a deploy that may only read is not remembered, and the previous target stays remembered", async () => {
  const creating = ["logs:Create*", "iam:Create*", "dynamodb:Create*", "s3:Create*", "apigateway:POST"];
  const reader = cloud.addUser([policy("Allow", "*"), policy("Deny", ...creating)]);
  const credentials = { AWS_ACCESS_KEY_ID: reader.accessKeyId, AWS_SECRET_ACCESS_KEY: reader.secretAccessKey };
  const place = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  // After this deploy, the account has its role for logs.
  expect(await run(["deploy", ...place], { cwd: await makeFolder(), env })).toMatchObject({ code: EXIT.ok });
  const deploy = (stage: string) =>
    run(["deploy", "--stage", stage, ...place], {
      cwd,
      env: { ...env, ...credentials },
    });
  expect((await deploy("one")).stderr).toContain("Nothing was changed.");
  expect(await rememberedIn(cwd)).toBeUndefined();
  await mkdir(join(cwd, ".todo-api"), { recursive: true });
  const last = JSON.stringify({ version: 1, local: true, app: "todo-api", stage: "last", region: "us-east-1" });
  await writeFile(join(cwd, ".todo-api", "target.json"), last);
  expect((await deploy("two")).stderr).toContain("Nothing was changed.");
  expect(await rememberedIn(cwd)).toMatchObject({ local: true, stage: "last" });
});

function policy(Effect: string, ...Action: readonly string[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource: "*" }] });
}

async function rememberedIn(folder: string): Promise<unknown> {
  const file = join(folder, ".todo-api", "target.json");
  return existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : undefined;
}

test("a deploy with many concurrent waits reports them, and prints no warning from Node", async () => {
  cloud.faults.set({ kind: "throttle", call: 22, times: 14, seconds: 2 });
  const flags = ["--endpoint-url", cloud.endpoint, "--region", "eu-west-1"];
  const { code, stderr } = await runBin(["deploy", ...flags], { cwd, env });
  expect(code).toBe(EXIT.ok);
  expect(stderr).toContain("(throttled)");
  expect(stderr).not.toContain("Warning");
});
