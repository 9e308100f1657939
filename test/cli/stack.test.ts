import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, UntagResourceCommand } from "@aws-sdk/client-dynamodb";
import { DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeFolder, type Ran, run } from "../support/run.ts";

const LINE = "todo-api-dev on the local cloud (.todo-api/local)\n";
let cwd: string;

beforeEach(async () => {
  cwd = await makeFolder();
});

describe("deploy", () => {
  test("starts the local cloud, prints only the API's URL to stdout, and is remembered by the next command", async () => {
    const { code, stdout, stderr } = await run(["deploy", "--local"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dev\n$/);
    expect(stderr.startsWith(LINE)).toBe(true);
    expect(stderr).toMatch(/\nStarted the local cloud \(pid \d+\)\.\n/);
    expect(stderr).toMatch(/\nCreated {2}DynamoDB table {12}todo-api-dev \(\d+\.\ds\)\n/);
    expect(stderr).toMatch(/\nReady {4}API {23}todo-api-dev \(\d+\.\ds\)\n/);
    expect(stderr).toMatch(/\nDeployed todo-api-dev in \d+\.\ds: \d+ created\.\n/);
    expect(stderr).toMatch(/\nWebsite {2}http:\/\/127\.0\.0\.1:\d+\n/);
    expect(stderr).toContain('todo-api items add "Buy milk"');

    const added = await run(["items", "add", "Buy", "milk"], { cwd });
    expect(added).toMatchObject({ code: EXIT.ok, stderr: `${LINE}Added "Buy milk".\n` });
    const again = await run(["deploy"], { cwd });
    expect(again).toMatchObject({ code: EXIT.ok, stdout });
    expect(again.stderr).toMatch(
      /^todo-api-dev on the local cloud[^\n]*\n(Ready [^\n]*\n){2}\nDeployed todo-api-dev in \d+\.\ds: \d+ unchanged\.\n/,
    );
    const items = await run(["items", "list", "--json"], { cwd });
    expect(JSON.parse(items.stdout)).toMatchObject([{ title: "Buy milk" }]);
  });

  test("with --json every line of stdout is an event, the last one is the result, and stderr only reports the daemon", async () => {
    const { code, stdout, stderr } = await run(["deploy", "--local", "--json"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stderr).toMatch(/^(Started the local cloud[^\n]*\n)?$/);
    const events = linesOf(stdout);
    const finished = events.filter(({ type }) => type === "resource.finished");
    const outcomes = finished.map(({ id, outcome }) => [id, outcome]);
    expect(outcomes).toContainEqual(["table", "created"]);
    expect(outcomes.slice(-2).sort()).toEqual([
      ["api", "ready"],
      ["page", "ready"],
    ]);
    expect(events.at(-1)).toMatchObject({
      type: "deployed",
      stack: { app: "todo-api", stage: "dev" },
      apiUrl: expect.stringMatching(/\/dev$/),
      websiteUrl: expect.stringMatching(/^http/),
      // All stacks share the account's role; it belongs to none of them.
      counts: {
        created: outcomes.filter(([, outcome]) => outcome === "created").length,
      },
      criticalPath: expect.arrayContaining([expect.objectContaining({ id: "read" })]),
    });
  });

  test("of two stages creates two independent stacks", async () => {
    const dev = await run(["deploy", "--local"], { cwd });
    const production = await run(["deploy", "--stage", "production"], { cwd });
    expect(production).toMatchObject({ code: EXIT.ok, stdout: expect.stringMatching(/\/production\n$/) });
    expect(production.stdout).not.toBe(dev.stdout);
    expect(await run(["destroy", "--confirm", "todo-api-production"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status", "--stage", "dev"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("of a stack whose names belong to another owner lists every failure with its reason", async () => {
    await run(["deploy", "--local"], { cwd });
    const cloud = await clientConfig();
    const dynamodb = new DynamoDBClient(cloud);
    await dynamodb.send(
      new UntagResourceCommand({
        ResourceArn: `arn:aws:dynamodb:us-east-1:${cloud.account}:table/todo-api-dev`,
        TagKeys: ["todo-api:app"],
      }),
    );
    const { code, stdout, stderr } = await run(["deploy"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
    expect(stderr).toMatch(
      /\nDynamoDB table {2}todo-api-dev\n {2}the DynamoDB table todo-api-dev already exists and does not belong to the stack todo-api-dev/,
    );
    expect(stderr).toMatch(/\nerror: 1 failed, \d+ skipped\. Nothing was changed\.\n/);
    const status = await run(["status"], { cwd });
    expect(status.code).toBe(EXIT.failure);
    expect(status.stdout).toMatch(
      /unreadable {2}DynamoDB table {2}todo-api-dev: .* does not belong to the stack todo-api-dev:/,
    );
    const json = await run(["deploy", "--json"], { cwd });
    expect(linesOf(json.stdout).at(-1)).toMatchObject({
      error: { code: "deploy-failed", details: { failures: [{ id: "table", code: "foreign-resource" }] } },
    });
  });
});

describe("status", () => {
  test("reports that nothing is deployed", async () => {
    await run(["local", "start"], { cwd });
    const { code, stdout } = await run(["status", "--local"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.notFound, stdout: "todo-api-dev is not deployed.\n" });
    const json = await run(["status", "--local", "--json"], { cwd });
    expect(json.code).toBe(EXIT.notFound);
    expect(JSON.parse(json.stdout)).toMatchObject({
      stack: { app: "todo-api", stage: "dev" },
      deployed: false,
      healthy: false,
      api: { healthy: false, error: "not deployed" },
    });
  });

  test("prints the URLs of API and website, and that everything is in sync", async () => {
    const { stdout: apiUrl } = await run(["deploy", "--local"], { cwd });
    const { code, stdout } = await run(["status"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^todo-api-dev is deployed and healthy\.\n/);
    expect(stdout).toContain(`API        ${apiUrl.trim()}  responds with 200\n`);
    expect(stdout).toMatch(/\nWebsite {4}http:\/\/127\.0\.0\.1:\d+ {2}responds with 200\n/);
    expect(stdout).toMatch(/\nResources {2}(\d+) of \1 in sync\n$/);
    expect(JSON.parse((await run(["status", "--json"], { cwd })).stdout)).toMatchObject({
      api: { url: apiUrl.trim(), healthy: true, status: 200 },
      website: { healthy: true, status: 200 },
    });
    expect(JSON.parse((await run(["local", "status", "--json"], { cwd })).stdout).deployed).toEqual([
      { kind: "api", name: "todo-api-dev", url: apiUrl.trim() },
      { kind: "website", name: expect.stringContaining("todo-api-dev"), url: expect.stringContaining("http://") },
    ]);
  });

  test("names what is missing, and deploy repairs it", async () => {
    await run(["deploy", "--local"], { cwd });
    await new LambdaClient(await clientConfig()).send(new DeleteFunctionCommand({ FunctionName: "todo-api-dev-read" }));
    const { code, stdout } = await run(["status"], { cwd });
    expect(code).toBe(EXIT.failure);
    expect(stdout).toMatch(/^todo-api-dev is deployed but not healthy\.\n/);
    expect(stdout).toMatch(/\n {2}missing {5}Lambda function {2}todo-api-dev-read\n/);
    const { stderr } = await run(["deploy"], { cwd });
    expect(stderr).toContain("Created  Lambda function           todo-api-dev-read");
    expect((await run(["status"], { cwd })).code).toBe(EXIT.ok);
  });
});

describe("destroy", () => {
  test("removes everything and reports that nothing remains", async () => {
    await run(["deploy", "--local"], { cwd });
    const { code, stdout, stderr } = await run(["destroy", "--confirm", "todo-api-dev"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(stderr).toMatch(/\nRemoved {2}DynamoDB table {12}todo-api-dev /);
    expect(stderr).toMatch(/\nRemoved todo-api-dev in \d+\.\ds: \d+ removed/);
    expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.notFound });
    const again = await run(["destroy", "--yes"], { cwd });
    expect(again).toMatchObject({ code: EXIT.ok, stdout: "todo-api-dev is not deployed; nothing to remove.\n" });
    expect(JSON.parse(await readFile(join(cwd, ".todo-api", "target.json"), "utf8"))).not.toHaveProperty("apiUrl");
  });

  test("prompts for the stack's name on a terminal", async () => {
    await run(["deploy", "--local"], { cwd });
    const { code, stderr } = await run(["destroy"], { cwd, typed: ["todo-api-dev"] });
    expect(code).toBe(EXIT.ok);
    expect(stderr).toContain("This permanently removes todo-api-dev. Type the stack name to confirm: ");
  });

  test.each<[string, readonly string[], readonly string[] | undefined, number, string]>([
    ["another name typed", [], ["todo-api-prod"], EXIT.failure, "nothing was changed"],
    ["nothing typed", [], [""], EXIT.failure, "not confirmed; nothing was changed"],
    ["another name by flag", ["--confirm", "todo-api-prod"], undefined, EXIT.usage, "nothing was changed"],
    [
      "another name by flag, and --yes",
      ["--confirm", "todo-api-prod", "--yes"],
      undefined,
      EXIT.usage,
      "nothing was changed",
    ],
    ["no terminal and no flag", [], undefined, EXIT.usage, "todo-api destroy --confirm todo-api-dev"],
    ["--json and no flag, even on a terminal", ["--json"], ["todo-api-dev"], EXIT.usage, "--yes"],
  ])("with %s changes nothing", async (_name, flags, typed, exitCode, message) => {
    await run(["deploy", "--local"], { cwd });
    const { code, stdout, stderr } = await run(["destroy", ...flags], { cwd, ...(typed && { typed }) });
    expect(code).toBe(exitCode);
    expect(stdout + stderr).toContain(message);
    expect((await run(["status"], { cwd })).code).toBe(EXIT.ok);
  });

  test("with --json ends with what was removed and what remains", async () => {
    await run(["deploy", "--local"], { cwd });
    const { code, stdout } = await run(["destroy", "--yes", "--json"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(linesOf(stdout).at(-1)).toMatchObject({
      type: "destroyed",
      left: [],
      counts: { removed: expect.any(Number) },
    });
  });
});

function linesOf(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The AWS CLI's access to the local cloud: the output of `local status --env`. */
async function clientConfig() {
  const { stdout }: Ran = await run(["local", "status", "--env", "--json"], { cwd });
  const { endpoint, env } = JSON.parse(stdout);
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    account: "000000000000",
  };
}
