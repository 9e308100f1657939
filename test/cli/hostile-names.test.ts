import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { makeFolder, run } from "../support/run.ts";
import { startStack, type TestStack } from "../support/stack.ts";

/**
 * An escape sequence, one with a C1 control, a window title, a line break of each kind, and marks that reorder text.
 */
const HOSTILE = "a\u001b[31mred\u009b2J\u001b]0;title\u0007\r\nerror: forged\u2028x\u202eevil\u2066y";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const FORGED = /^error: forged/m;

let deployed: TestStack;
let cwd: string;

beforeAll(async () => {
  deployed = await startStack();
  const { cloud, stack, restApiId, test: local } = deployed;
  const bucket = stack.bucket?.name ?? "";
  for (const key of [HOSTILE, "constructor", "__proto__"])
    await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: HOSTILE }));
  await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "todo-api-dev-update",
      Description: HOSTILE.slice(0, 200),
    }),
  );
  const resourceArn = `arn:aws:apigateway:${local.region}::/restapis/${restApiId}`;
  await cloud.apigateway.send(new TagResourceCommand({ resourceArn, tags: { "todo-api:version": "99.0.0" } }));
  await fetch(`${deployed.apiUrl}/items`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "bidi \u202e\u2066 title" }),
  });
}, 60_000);
afterAll(() => deployed.stop());

describe("text from elsewhere neither controls the terminal nor forges a line", () => {
  test.each([
    ["plan"],
    ["plan --verbose"],
    ["plan --json"],
    ["plan --destroy"],
    ["status"],
    ["status --json"],
    ["items list"],
    ["items list --json"],
    ["logs --since 1h"],
    ["orphans"],
    ["rollback --list"],
    ["local status"],
    ["deploy"],
    ["deploy --json"],
    ["items get nothing"],
    ["items clear"],
    ["destroy"],
  ])("%s", async (line) => {
    cwd = await makeDeployedFolder(deployed.test);
    const { stdout, stderr } = await run(line.split(" "), { cwd });
    for (const text of [stdout, stderr]) {
      expect(text.replaceAll("\t", "")).not.toMatch(OBEYED);
      expect(text).not.toMatch(FORGED);
    }
  });

  // Windows allows no such names.
  test.skipIf(process.platform === "win32")("the path of the folder, and the file of --export", async () => {
    const folder = await makeDeployedFolder(deployed.test, {}, "todo-api-\u001b[31m\nerror: forged");
    await rm(join(folder, ".todo-api", "target.json"));
    await mkdir(join(folder, ".todo-api", "target.json"));
    const stage = ["--local", "--region", deployed.test.region, "--stage", "hostile"];
    const ran = await run(["deploy", "--auth", "api-key", ...stage], { cwd: folder });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining("later commands in this folder need") });
    const destroyed = await run(["destroy", "--yes", "--export", HOSTILE, ...stage], { cwd: folder });
    expect(destroyed).toMatchObject({ code: 0, stderr: expect.stringContaining("Saved 0 items to ") });
    for (const { stderr } of [ran, destroyed]) {
      expect(stderr).not.toMatch(OBEYED);
      expect(stderr).not.toMatch(FORGED);
    }
  });

  test.each([
    ["--stage", HOSTILE],
    ["--app", HOSTILE],
    ["--region", HOSTILE],
    ["--profile", HOSTILE],
    ["--endpoint-url", `http://${HOSTILE}`],
    ["--model", HOSTILE],
  ])("the value of plan %s", async (flag, value) => {
    const { code, stdout, stderr } = await run(["plan", flag, value], {
      cwd: await makeFolder(),
      env: { AWS_REGION: "eu-west-1" },
    });
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
    expect(`${stdout}${stderr}`).not.toMatch(FORGED);
  });

  test.each([
    ["todo-api.json", `{"stage": "x"\n${HOSTILE}`],
    ["model.json", `{\n${HOSTILE}`],
    [
      "model.json",
      JSON.stringify({ name: HOSTILE, labels: { [HOSTILE]: HOSTILE }, fields: { [HOSTILE]: { type: HOSTILE } } }),
    ],
  ])("hostile content of %s (case %#)", async (name, text) => {
    const folder = await makeFolder();
    await writeFile(join(folder, name), text);
    const { code, stdout, stderr } = await run(["openapi", "--local", "--model", "./model.json"], { cwd: folder });
    expect(code).toBe(2);
    expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
    expect(`${stdout}${stderr}`).not.toMatch(FORGED);
  });

  test.each(["app", "stage", "region", "profile", "endpointUrl", "model", HOSTILE])(
    "a hostile value of a key in todo-api.json (case %#)",
    async (key) => {
      const folder = await makeFolder();
      await writeFile(join(folder, "todo-api.json"), JSON.stringify({ [key]: HOSTILE }));
      const { code, stdout, stderr } = await run(["plan"], { cwd: folder, env: { AWS_REGION: "eu-west-1" } });
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
      expect(`${stdout}${stderr}`).not.toMatch(FORGED);
    },
  );
});

const REJECTED = /points to another machine|must not contain a user name/;

describe("a file of a folder from elsewhere sends nothing to another machine", () => {
  test.each([
    ["todo-api.json", { endpointUrl: "https://attacker.example" }],
    ["todo-api.json", { endpointUrl: "http://127.0.0.1.attacker.example:4566" }],
    ["todo-api.json", { endpointUrl: "http://127.0.0.1@attacker.example", profile: "prod" }],
    [
      ".todo-api/target.json",
      { version: 1, local: false, app: "todo-api", stage: "dev", endpointUrl: "https://attacker.example" },
    ],
  ])("%s %j", async (name, content) => {
    const folder = await makeFolder();
    await mkdir(join(folder, ".todo-api"));
    await writeFile(join(folder, name), JSON.stringify(content));
    const config = join(folder, "aws-config");
    await writeFile(config, "[profile prod]\nregion = eu-west-1\n");
    const env = {
      AWS_REGION: "eu-west-1",
      AWS_CONFIG_FILE: config,
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    };
    for (const argv of [["deploy"], ["items", "add", "my secret"], ["status"]]) {
      const { code, stderr } = await run(argv, { cwd: folder, env });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(REJECTED) });
    }
  });
});
