import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeFolder, runBin } from "../support/run.ts";

const OFFLINE = { AWS_EC2_METADATA_DISABLED: "true" };

test("without credentials: the target first, then what is missing and three ways on", async () => {
  const cwd = await makeFolder();
  const { code, stdout, stderr } = await runBin(["deploy", "--region", "eu-west-1"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE },
  });
  expect({ code, stdout }).toEqual({ code: EXIT.auth, stdout: "" });
  expect(stderr).toMatch(
    /^todo-api-dev on AWS, region eu-west-1 \(from --region\)\nerror: .*no AWS credentials were found/,
  );
  expect(stderr).toContain("todo-api deploy --local");
  expect(stderr).not.toMatch(/NodeVersionSupportWarning|at .*\.js:\d/);
});

test("without credentials under --json: one document", async () => {
  const cwd = await makeFolder();
  const { code, stdout, stderr } = await runBin(["status", "--region", "eu-west-1", "--json"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE },
  });
  expect({ code, stderr }).toEqual({ code: EXIT.auth, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "no-credentials" } });
});

test("with a login that has expired: how to log in again", async () => {
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

test("with a region of the profile alone nothing more is needed to name the target", async () => {
  const cwd = await makeFolder();
  await writeFile(join(cwd, "config"), "[default]\nregion = eu-north-1\n");
  const env = { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), ...OFFLINE };
  const { stderr } = await runBin(["status"], { cwd, env });
  expect(stderr).toMatch(/^todo-api-dev on AWS, region eu-north-1 \(from profile default\)\n/);
});

test("an endpoint where nothing listens is named as such", async () => {
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
    "a secret key with a line's end",
    { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b\r\n" },
    /secretAccessKey holds/,
  ],
  [
    "a token with a space",
    { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_SESSION_TOKEN: "c d" },
    /Token holds/,
  ],
])("%s is named, and nothing is asked of AWS", async (_name, keys, sentence) => {
  const cwd = await makeFolder();
  const { code, stderr } = await runBin(["status", "--region", "eu-west-1"], {
    cwd,
    env: { HOME: cwd, ...OFFLINE, ...keys },
  });
  expect(code).toBe(EXIT.auth);
  expect(stderr).toMatch(sentence);
});
