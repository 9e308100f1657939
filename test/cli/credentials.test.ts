import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

const OFFLINE = { AWS_EC2_METADATA_DISABLED: "true" };

test("without credentials: prints the target, then what is missing and three solutions", async () => {
  const cwd = await makeFolder();
  const { code, stdout, stderr } = await runBin(["deploy", "--region", "eu-west-1"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE },
  });
  expect({ code, stdout }).toEqual({ code: EXIT.auth, stdout: "" });
  expect(stderr).toMatch(
    /^todo-api-dev on AWS, region eu-west-1 \(from --region\)\nerror: .*no AWS credentials were found/,
  );
  expect(stderr).toContain("todo-api deploy --local --app todo-api --stage dev");
  expect(stderr).not.toMatch(/NodeVersionSupportWarning|at .*\.js:\d/);
});

test("without credentials, with --json: prints one document", async () => {
  const cwd = await makeFolder();
  const { code, stdout, stderr } = await runBin(["status", "--region", "eu-west-1", "--json"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE },
  });
  expect({ code, stderr }).toEqual({ code: EXIT.auth, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "no-credentials" } });
});

test("with an expired login: prints how to log in again", async () => {
  const cwd = await makeFolder();
  const profile =
    "[profile work]\nregion = eu-west-1\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n";
  const session = "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";
  await writeFile(join(cwd, "config"), profile + session);
  const env = { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), ...OFFLINE };
  const { code, stderr } = await runBin(["deploy", "--profile", "work"], { cwd, env });
  expect(code).toBe(EXIT.auth);
  expect(stderr).toMatch(
    /^todo-api-dev on AWS, region eu-west-1 \(from profile work\), profile work \(from --profile\)\n/,
  );
  expect(stderr).toContain("aws sso login");
});

test("needs only the profile's region to print the target", async () => {
  const cwd = await makeFolder();
  await writeFile(join(cwd, "config"), "[default]\nregion = eu-north-1\n");
  const env = { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), ...OFFLINE };
  const { stderr } = await runBin(["plan"], { cwd, env });
  expect(stderr).toMatch(/^todo-api-dev on AWS, region eu-north-1 \(from profile default\)\n/);
});

test("reports an endpoint where nothing listens", async () => {
  const cwd = await makeFolder();
  const env = { HOME: cwd, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", ...OFFLINE };
  const { code, stderr } = await runBin(["status", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:1"], {
    cwd,
    env,
  });
  expect(code).toBe(EXIT.failure);
  expect(stderr).toMatch(
    /^todo-api-dev on http:\/\/127\.0\.0\.1:1 \(from --endpoint-url\), region eu-west-1 \(from --region\)\n/,
  );
  expect(stderr).toContain("connection refused");
});

test.each([
  [
    "a secret key that ends in a line break",
    { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b\r\n" },
    /secretAccessKey in the credentials contains an invalid character/,
  ],
  [
    "a token with a space",
    { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "c d" },
    /sessionToken in the credentials contains an invalid character/,
  ],
])("reports %s, and calls no AWS service", async (_name, keys, sentence) => {
  const cwd = await makeFolder();
  const { code, stderr } = await runBin(["status", "--region", "eu-west-1"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE, ...keys },
  });
  expect(code).toBe(EXIT.auth);
  expect(stderr).toMatch(sentence);
});

describe("reports a failing profile with the error of its source", () => {
  const NODE = `"${process.execPath}"`;
  test.each<[string, string, RegExp]>([
    [
      "a program that fails",
      `[profile work]\ncredential_process = ${NODE} -e "console.error('vault is sealed');process.exit(3)"\n`,
      /error: the credentials of the profile "work" cannot be read: .*vault is sealed\n/,
    ],
    [
      "a program that does not print JSON",
      `[profile work]\ncredential_process = ${NODE} -e "console.log('hello')"\n`,
      /error: the credentials of the profile "work" cannot be read: .*invalid JSON\.\n/,
    ],
    [
      "a source profile that does not exist",
      "[profile work]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n",
      /error: the profile "work" refers to the source_profile "base", which is not in the AWS configuration\n/,
    ],
    [
      "an SSO session that does not exist",
      "[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = r\n",
      /error: the profile "work" refers to the sso_session "corp", which is not in the AWS configuration\n/,
    ],
    [
      "a source profile whose name contains spaces, followed by a comment",
      "[profile work]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = my base # mine\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile my base]\naws_access_key_id = a\naws_secret_access_key = b\n",
      /error: the profile "work" requires an MFA code for arn:aws:iam::1:mfa\/me/,
    ],
    [
      "an expired SSO session whose name contains spaces",
      "[profile work]\nsso_session = my corp\nsso_account_id = 123456789012\nsso_role_name = r\n[sso-session my corp]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start\n",
      /error: the credentials of the profile "work" cannot be read: .*SSO session.*\n\n {2}aws sso login --profile work/,
    ],
    [
      "a source profile without credentials",
      "[profile work]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n[profile base]\nregion = x\n",
      /error: the credentials of the profile "work" cannot be read: .*\[base\].*\n/,
    ],
    [
      "an MFA device without a terminal",
      "[profile work]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n",
      /error: the profile "work" requires an MFA code for arn:aws:iam::1:mfa\/me, but standard input is not a terminal\n\n {2}aws configure export-credentials --profile work --format env {3}#/,
    ],
  ])("%s", async (_name, config, sentence) => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "config"), config);
    const env = { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), ...OFFLINE };
    const { code, stderr } = await runBin(["status", "--profile", "work", "--region", "eu-west-1"], { cwd, env });
    expect(code).toBe(EXIT.auth);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/WARNING|Multiple credential sources/);
  });
});

test("uses the cached token of an SSO session whose name contains spaces", async () => {
  const tokens: unknown[] = [];
  const portal = createServer((incoming, response) => {
    tokens.push(incoming.headers["x-amz-sso_bearer_token"]);
    const roleCredentials = {
      accessKeyId: "ASIA",
      secretAccessKey: "s",
      sessionToken: "t",
      expiration: 4_070_908_800_000,
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ roleCredentials }));
  });
  const port = await listen(portal, 0);
  onTestFinished(() => closeServer(portal));
  const cwd = await makeFolder();
  const profile = "[profile work]\nsso_session = my corp\nsso_account_id = 123456789012\nsso_role_name = r\n";
  const session = "[sso-session my corp]\nsso_region = eu-west-1\nsso_start_url = https://example.com/start\n";
  await writeFile(join(cwd, "config"), profile + session);
  const cache = join(cwd, ".aws", "sso", "cache");
  await mkdir(cache, { recursive: true });
  const hash = createHash("sha1").update("my corp").digest("hex");
  const token = { accessToken: "cached", expiresAt: "2099-01-01T00:00:00Z" };
  await writeFile(join(cache, `${hash}.json`), JSON.stringify(token));
  const env = {
    HOME: cwd,
    AWS_CONFIG_FILE: join(cwd, "config"),
    AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${port}`,
    ...OFFLINE,
  };
  const argv = ["status", "--profile", "work", "--region", "eu-west-1", "--endpoint-url", "http://127.0.0.1:1"];
  const { stderr } = await runBin(argv, { cwd, env });
  expect(stderr).toContain("nothing is listening at the endpoint");
  expect(tokens).toEqual(["cached"]);
});

test("prompts once for the code of a profile's MFA device, before anything is drawn", async () => {
  const bodies: string[] = [];
  const sts = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (text) => {
      body += text;
    });
    incoming.on("end", () => {
      bodies.push(body);
      response.writeHead(200, { "content-type": "text/xml" }).end(ASSUMED);
    });
  });
  const port = await listen(sts, 0);
  onTestFinished(() => closeServer(sts));
  vi.stubEnv("AWS_ENDPOINT_URL_STS", `http://127.0.0.1:${port}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const cwd = await makeFolder();
  const role =
    "role_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n";
  const base = "[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n";
  await writeFile(join(cwd, "config"), `[profile work]\nregion = eu-west-1\n${role}${base}`);
  const env = { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), AWS_SHARED_CREDENTIALS_FILE: join(cwd, "none") };
  const argv = ["plan", "--profile", "work", "--endpoint-url", cloud.endpoint];
  const { stderr } = await run(argv, { cwd, env, typed: ["123456"] });
  expect(stderr).toMatch(/^todo-api-dev on .*\nMFA code for arn:aws:iam::1:mfa\/me: /);
  expect(stderr.match(/MFA code/g)).toHaveLength(1);
  expect(bodies.map((body) => new URLSearchParams(body).get("TokenCode"))).toEqual(["123456"]);
});

const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
</Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><AssumedRoleId>i:s</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`;

test("--profile takes precedence over the environment's keys, without a warning from the SDK", async () => {
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const cwd = await makeFolder();
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  await writeFile(join(cwd, "config"), '[profile base]\n[profile "my work"]\nregion = eu-west-1\n');
  await writeFile(
    join(cwd, "credentials"),
    `[my work]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  const files = { AWS_CONFIG_FILE: join(cwd, "config"), AWS_SHARED_CREDENTIALS_FILE: join(cwd, "credentials") };
  const env = { HOME: cwd, ...files, ...OFFLINE, AWS_ACCESS_KEY_ID: "wrong", AWS_SECRET_ACCESS_KEY: "wrong" };
  const { code, stderr } = await runBin(["status", "--profile", "my work", "--endpoint-url", cloud.endpoint], {
    cwd,
    env,
  });
  expect(code).toBe(EXIT.notFound);
  expect(stderr).toBe(
    `todo-api-dev on ${cloud.endpoint} (from --endpoint-url), region eu-west-1 (from profile my work), profile my work (from --profile)\n`,
  );
});

test.each([
  ["a profile", ["--profile", "a $b"], {}, " --profile 'a $b'"],
  ["the environment", [], { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" }, ""],
  [
    "the environment, which sets a profile too",
    [],
    { AWS_PROFILE: "a $b", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    "",
  ],
])(
  "an AWS CLI command in a hint has the region, the endpoint and the credentials of %s",
  async (_source, argv, variables, profile) => {
    const cloud = await startTestCloud();
    onTestFinished(cloud.stop);
    const cwd = await makeFolder();
    await writeFile(join(cwd, "config"), "[profile a $b]\nregion = eu-west-1\n");
    await writeFile(join(cwd, "credentials"), "[a $b]\naws_access_key_id = a\naws_secret_access_key = b\n");
    const files = { AWS_CONFIG_FILE: join(cwd, "config"), AWS_SHARED_CREDENTIALS_FILE: join(cwd, "credentials") };
    const env = { HOME: cwd, ...files, ...OFFLINE, ...variables };
    const target = ["--region", "eu-west-1", "--endpoint-url", cloud.endpoint];
    const { code, stderr } = await runBin(["status", ...target, ...argv], { cwd, env });
    expect(code).toBe(EXIT.auth);
    expect(stderr).toContain(
      `\n  aws sts get-caller-identity --region eu-west-1${profile} --endpoint-url ${cloud.endpoint}   # show which`,
    );
  },
);
