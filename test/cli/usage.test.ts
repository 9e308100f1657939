import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeFolder, run } from "../support/run.ts";

test("a deleted working folder is reported in one sentence", async () => {
  const stderr = "error: the working directory was deleted; change to another directory\n";
  expect(await run(["items", "list"], { cwd: "" })).toEqual({ code: EXIT.usage, stdout: "", stderr });
});

test("help of orphans describes --app and --stage as filters, without the defaults of other commands", async () => {
  const { stdout } = await run(["orphans", "--help"], { cwd: await makeFolder() });
  expect(stdout).toMatch(/--app <name> +only stacks of this app\n +--stage <name> +only stacks with this stage\n/);
  expect(stdout).not.toContain("default:");
});

describe("a typo", () => {
  test.each([
    ["deplyo", `unknown command "deplyo" (did you mean "deploy"?)`],
    ["items lsit", `unknown command "lsit" (did you mean "list"?)`],
    ["items udone", `unknown command "udone" (did you mean "done" or "undone"?)`],
    ["list", `unknown command "list" (did you mean "items list"?)`],
    ["ls", `unknown command "ls" (did you mean "items list"?)`],
    ["start", `unknown command "start" (did you mean "local start"?)`],
    ["local strat", `unknown command "strat" (did you mean "start"?)`],
    ["deploy --stgae prod", `unknown option "--stgae" (did you mean "--stage"?)`],
    ["destroy --confrim x", `unknown option "--confrim" (did you mean "--confirm"?)`],
    ["logs --folow", `unknown option "--folow" (did you mean "--follow"?)`],
    ["help exit-coeds", 'no help for "exit-coeds" (did you mean "exit-codes"?)'],
    ["help items lits", 'no help for "items lits" (did you mean "list"?)'],
  ])("in %s gets a suggestion", async (line, message) => {
    const { code, stdout, stderr } = await run(line.split(" "), { cwd: await makeFolder() });
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
  });
});

test("an error is red on a terminal, unless colors are turned off", async () => {
  const options = { cwd: await makeFolder(), typed: [] };
  expect((await run(["deplyo"], options)).stderr).toContain("\u001b[31merror:\u001b[39m unknown command");
  expect((await run(["deplyo", "--no-color"], options)).stderr).toMatch(/^error: unknown command/);
  expect((await run(["deplyo"], { ...options, env: { NO_COLOR: "1" } })).stderr).toMatch(/^error: unknown command/);
});

describe("wrong usage of a command points to that command's help:", () => {
  test.each([
    ["deploy --stgae prod", "todo-api deploy --help"],
    ["--stage dev local strat", "todo-api local --help"],
    ["local start --prot 1", "todo-api local start --help"],
    ["items --stage dev rm", "todo-api items delete --help"],
    ["deploy --region", "todo-api --help"],
    ["list", "todo-api items list"],
  ])("%s to %s", async (line, help) => {
    const { code, stderr } = await run(line.split(" "), { cwd: await makeFolder() });
    expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: expect.stringContaining(`\n  ${help} `) });
  });
});

describe("wrong usage", () => {
  test.each([
    ["deploy now", 'unexpected argument "now"'],
    ["items add", "nothing to add"],
    ["deploy --region", "--region requires a value"],
    ["local start --port http", '--port must be a whole number from 1 to 65535, not "http"\n'],
    ["local start --port 65536", '--port must be a whole number from 1 to 65535, not "65536"\n'],
    ["local start --timing slow's", `--timing must be instant or realistic, not "slow's"\n`],
    ["deploy --it's", `unknown option "--it's"\n`],
    ["status --local --profile work", "--local and --profile name different targets"],
    ["status --local --endpoint-url http://127.0.0.1:1", "--local and --endpoint-url name different targets"],
    ["status --region eu-west1", 'region "eu-west1" (from --region) is invalid'],
    [
      "status --region eu-west-1 --endpoint-url localhost:4566",
      "must be an HTTP or HTTPS URL, such as http://127.0.0.1:4566",
    ],
    // These are reported although the local cloud is not running.
    ["logs --local --since yesterday", '--since: invalid time "yesterday"'],
    ["logs --local --request abcdefgh --follow", "--request and --follow cannot be combined"],
    ["logs --local --request ?", "--request: invalid request ID"],
    ["orphans --local --yes", "--yes and --confirm require --remove"],
    ["orphans --local --remove", "not a terminal; confirm with --confirm NAME or --yes"],
    ["destroy --local", "not a terminal; confirm with --confirm todo-api-dev or --yes"],
    ["destroy --local --confirm other", '"other" is not the stack name (todo-api-dev)'],
    ["rollback --local --stage prod --yes", "todo-api-prod is protected"],
    ["rollback --local --list --to 8b1c44aa", "--list and --to cannot be combined"],
    ["rollback --local --list -y", "--list and --yes cannot be combined"],
    ["plan --local --destroy --throttle 1/2", "--destroy and --throttle cannot be combined"],
    ["plan --local --destroy --model=-x", "--destroy and --model cannot be combined"],
    ["plan --local --no-protect --destroy", "--destroy and --no-protect cannot be combined"],
    ["rollback --local --to --list", "--to requires a value; --list is an option"],
    ["plan --local --destroy --verbose", "--destroy and --verbose cannot be combined"],
    ["plan --local --protect --no-protect", "--protect and --no-protect cannot be combined"],
    ["plan --local --website s3 --website api", '--website is given twice, as "s3" and "api"'],
    ["status --local --no-local", "--local and --no-local cannot be combined"],
    ["status --local --stage test --stage prod", '--stage is given twice, as "test" and "prod"'],
    ["status --stage --local", "--stage requires a value; --local is an option"],
    ["status --local --region -h", "--region requires a value; -h is an option"],
    ["items add - --local --failed --again", "--failed requires a value; --again is an option"],
    ["orphans --local --remove --confirm --yes", "--confirm requires a value; --yes is an option"],
    ["orphans --local --remove --yes --exit-code", "--remove and --exit-code cannot be combined"],
    ["destroy --local --yes --keep-data --keep-backup", "--keep-data and --keep-backup cannot be combined"],
    ["plan --local --destroy --role create=none", "--destroy and --role cannot be combined"],
    ["key revoke --local", "not a terminal"],
    ["key rotate --local --grace 1y", '--grace must be a time from 1m to 90d, such as 30m, 24h or 7d, not "1y"'],
    ["items clear --local", "not a terminal"],
    ["items list --local --limit 0", "--limit must be a whole number of 1 or more"],
    ["items list --local --limit 1 --all", "--limit and --all cannot be combined"],
    ["items list --local --sort title:up", "--sort must be a field, or a field with :asc or :desc"],
    ["items list title --local", 'unexpected argument "title"; field names require --json'],
    ["items get 01a20525 title --local", 'unexpected argument "title"; field names require --json'],
    ["items get last --local", '"last" is not an ID or a prefix of one'],
    ["items done 01a --local", '"01a" is too short; give at least 4 characters of the ID'],
    ["items delete 01a20525 x --local", '"x" is not an ID or a prefix of one'],
    ["items update x --title y --local", '"x" is not an ID or a prefix of one'],
    ["items update 01a20525 --local --if-match x", "--if-match must be a version"],
    ["items add x --local --again", "--again requires items from standard input"],
    ["items add - --local --format xml", "--format must be lines, ndjson, json or csv"],
    ["items add - --local --again --input-id 0123456789abcdef", "--again and --input-id cannot be combined"],
    ["items export --local --format xml", "--format must be ndjson or csv"],
    ["items export --local --excel-safe", "--excel-safe requires CSV"],
    ["items export --local --output no/such", "the folder no does not exist"],
    ["destroy --local --yes --export no/such", "the folder no does not exist"],
    ["deploy --local --model no.json", "the model no.json (from --model) does not exist"],
    ["deploy --local --auth none --quota 5/day", "--quota requires --auth api-key"],
    ["plan --local --model customer --expire-completed 1d", "requires a model with the boolean field"],
    ["status --local --stage Dev", 'stage "Dev" (from --stage) does not start with a lowercase letter'],
    ["status --local --stage a_b", 'contains the character "_"'],
    ["status --local --stage prod-", "ends with a hyphen"],
    ["status --local --stage a--b", "has consecutive hyphens"],
    ["status --local --stage production12", "is 12 characters long"],
    ["status --local --app a-name-of-21-characters", "is 23 characters long"],
    ["status --local --stage=", 'stage "" (from --stage) is empty'],
    ["status --profile=", "--profile is empty"],
    ["plan", "no AWS region is set; use --region or AWS_REGION, or set the region in"],
  ])("%s prints what is wrong", async (line, message) => {
    const cwd = await makeFolder();
    const { code, stdout, stderr } = await run(line.split(" "), { cwd, env: { HOME: cwd } });
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toContain(message);
    // No local cloud was started.
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    ["destroy --local", "confirm with --confirm todo-api-dev or --yes"],
    ["orphans --local --remove", "confirm with --confirm NAME or --yes"],
    ["local reset", "confirm with --yes to delete all resources, items and logs in the local cloud"],
  ])("%s --json never prompts", async (line, advice) => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, ".todo-api", "local"), { recursive: true });
    const { code, stdout } = await run([...line.split(" "), "--json"], { cwd, env: { HOME: cwd }, typed: [] });
    expect(code).toBe(EXIT.usage);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: `--json disables prompts; ${advice}` } });
  });

  test("items export rejects two formats of standard output", async () => {
    const cwd = await makeFolder();
    const { code, stdout } = await run(["items", "export", "--local", "--json", "--format", "csv"], { cwd });
    expect(code).toBe(EXIT.usage);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { message: "--json and --format csv cannot be combined without --output" },
    });
  });

  test("audit rejects two formats, and accepted controls that do not exist, before the cloud is looked up", async () => {
    const cwd = await makeFolder();
    const { stdout } = await run(["audit", "--local", "--json", "--sarif"], { cwd, env: { HOME: cwd } });
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: "--json and --sarif cannot be combined" } });
    await writeFile(join(cwd, "todo-api.json"), '{"audit": {"accept": {"DynamoDB.99": "why"}}}');
    const { code, stderr } = await run(["audit", "--local"], { cwd, env: { HOME: cwd } });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain('"audit.accept" must name a control, not "DynamoDB.99"');
  });

  test.each([
    ["plan --exit-code", "todo-api plan --exit-code"],
    ["deploy --protect --stage test", "todo-api deploy --protect --stage test"],
    ["destroy --app shop --yes", "todo-api destroy --yes --app shop"],
    ["orphans --app shop --exit-code", "todo-api orphans --app shop --exit-code"],
    ["logs --stage test --since 1h", "todo-api logs --since 1h --stage test"],
  ])("%s without a region suggests the same command with one", async (line, command) => {
    const cwd = await makeFolder();
    const { code, stderr } = await run(line.split(" "), { cwd, env: { HOME: cwd } });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain(`\n  ${command} --region eu-west-1 `);
    expect(stderr).toContain(`\n  ${command} --local `);
  });

  test.each([
    ["{", "todo-api.json is not valid JSON"],
    ["[]", "todo-api.json must contain a JSON object"],
    ['{"stagee": "dev"}', 'todo-api.json: unknown key "stagee" (did you mean "stage"?)'],
    ['{"stage": 1}', '"stage" must be a string, not 1'],
    ['{"local": "yes"}', '"local" must be a boolean, not "yes"'],
    ['{"local": true, "stage": "Dev"}', 'stage "Dev" (from todo-api.json)'],
  ])("rejects a configuration file %s, and names it", async (text, message) => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "todo-api.json"), text);
    const { code, stderr } = await run(["status"], { cwd, env: { HOME: cwd } });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain(message);
  });

  test("with --json the error is the only document on stdout, and stderr is empty", async () => {
    const { code, stdout, stderr } = await run(["--json", "deplyo"], { cwd: await makeFolder() });
    expect({ code, stderr }).toEqual({ code: EXIT.usage, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: "usage",
        message: `unknown command "deplyo" (did you mean "deploy"?)`,
        next: [{ command: "todo-api --help", comment: "see all commands" }],
        details: {},
      },
    });
  });

  test("--json after -- is an argument", async () => {
    const { stdout, stderr } = await run(["deplyo", "--", "--json"], { cwd: await makeFolder() });
    expect(stdout).toBe("");
    expect(stderr).toContain("unknown command");
  });
});

describe("an internal error", () => {
  test("prints its stack and how to report it", async () => {
    const io = { cwd: await makeFolder(), env: brokenEnvironment() };
    const { code, stdout, stderr } = await run(["status", "--local"], io);
    expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
    expect(stderr).toMatch(/^error: this is a bug in todo-api/);
    expect(stderr).toContain("RangeError: made to fail");
    expect(stderr).toMatch(/\n +at .*usage\.test\.ts/);
    expect(stderr).toMatch(/Please report it .* todo-api \d+\.\d+\.\d+, Node v\d+/);
  });

  test("is a document with --json", async () => {
    const io = { cwd: await makeFolder(), env: brokenEnvironment() };
    const { code, stdout } = await run(["status", "--local", "--json"], io);
    expect(code).toBe(EXIT.failure);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "bug", message: "made to fail", next: [] } });
  });
});

function brokenEnvironment(): Record<string, string> {
  return {
    get ["TODO_API_APP"](): string {
      throw new RangeError("made to fail");
    },
  };
}
