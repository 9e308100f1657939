import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { APIGatewayClient, DeleteRestApiCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-dynamodb";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { processIo } from "../../src/cli/process-io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { TOPIC_NAMES } from "../../src/cli/topics/topic-names.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeFolder, run } from "../support/run.ts";
import { type Screen, screensIn } from "../support/screen.ts";

/**
 * The output that a user sees. Read a changed file as prose, then accept it with `npx vitest run
 * test/cli/screens.test.ts -u`.
 */
const SCREENS = join(PACKAGE_ROOT, "test", "cli", "screens");
const used = new Set<string>();

afterAll(async () => {
  expect((await readdir(SCREENS)).filter((name) => !used.has(name))).toEqual([]);
});

test("every help page is as reviewed and fits a terminal of 80 columns", async () => {
  const screen = screensIn(await makeFolder());
  for (const words of [[], ...pagesOf(program(), []), ...TOPIC_NAMES.map((topic) => [topic])]) {
    const text = await screen(["help", ...words]);
    await reviewed(["help", ...words].join("-"), text);
    expect.soft(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
});

test("wrong usage is reported as reviewed", async () => {
  const screen = screensIn(await makeFolder());
  const wrong = [
    ["deplyo"],
    ["list"],
    ["deploy", "--stag", "dev"],
    ["deploy", "extra"],
    ["items", "get"],
    ["items", "add"],
    ["help", "deplyo"],
    ["deploy"],
    ["deploy", "--region", "ireland"],
    ["deploy", "--region", "us-iso-east-1"],
    ["deploy", "--local", "--stage", "Prod!"],
    ["deploy", "--local", "--profile", "work"],
    ["deploy", "--local", "--throttle", "fast"],
    ["deploy", "--local", "--website", "cloudfront"],
    ["openapi", "--model", "invoice"],
    ["deploy", "--profile", "wrok"],
    ["deploy", "--region", "eu-west-1"],
    ["status"],
    ["status", "--local"],
    ["logs", "--local", "--since", "yesterday"],
    ["orphans", "--local", "--yes"],
    ["openapi", "--json", "--yaml"],
    ["local", "status"],
    ["local", "stop"],
    ["local", "start", "--port", "http"],
    ["local", "start", "--seed", "1"],
    ["local", "fault", "throttle"],
    ["local", "adopt"],
    ["local", "reset"],
  ];
  const texts: string[] = [];
  for (const argv of wrong) texts.push(await screen(argv, { typed: null }));
  await reviewed("errors-usage", texts.join("\n"));
});

test("wrong configuration is reported as reviewed", async () => {
  const cwd = await makeFolder();
  const screen = screensIn(cwd);
  const texts: string[] = [];
  for (const file of ['{"stage": "dev"', '{"stgae": "dev"}', '{"stage": 1}', '{"local": true, "profile": "work"}']) {
    await writeFile(join(cwd, "todo-api.json"), file);
    texts.push(`todo-api.json: ${file}\n${await screen(["deploy"], { typed: null })}`);
  }
  await writeFile(join(cwd, "todo-api.json"), "{}");
  texts.push(await screen(["deploy", "--local"], { typed: null, env: { TODO_API_PROTECT: "maybe" } }));
  await reviewed("errors-configuration", texts.join("\n"));
});

test("the life of a stack is shown as reviewed", async () => {
  const cwd = await makeFolder();
  const screen = screensIn(cwd);
  const show = async (name: string, ...[argv, options]: Parameters<Screen>) =>
    reviewed(name, await screen(argv, options));

  await show("local-start", ["local", "start"]);
  await show("local-start-again", ["local", "start"]);
  await show("local-status-empty", ["local", "status"]);
  await show("status-not-deployed", ["status", "--local"]);
  await show("plan-first", ["plan", "--local"]);
  await show("deploy-first", ["deploy", "--local"]);
  await show("deploy-again", ["deploy"]);
  await show("plan-nothing", ["plan"]);
  await show("status", ["status"]);
  await show("audit", ["audit"]);
  await show("local-status", ["local", "status"]);
  await show("local-fault", ["local", "fault", "throttle", "--operation", "DeleteRestApi"]);
  await show("local-fault-clear", ["local", "fault", "--clear"]);

  await show("items-list-empty", ["items", "list"]);
  await show("items-add", ["items", "add", "Buy milk", "--order", "2"]);
  await run(["items", "add", "Call the dentist"], { cwd });
  await run(["items", "done", await firstItem(cwd)], { cwd });
  await show("items-list", ["items", "list"]);
  await show("items-get", ["items", "get", await firstItem(cwd)]);
  await show("items-add-many", ["items", "add", "-"], { stdin: "Call Anna\nWater the plants\n" });
  await show("errors-items", ["items", "add", "x", "--order", "abc"]);
  await show("items-clear", ["items", "clear"], { typed: ["todo-api-dev"] });
  await show("logs-none", ["logs", "--since", "2026-01-31T09:00", "--request", "3b5b7f1e-0c1d-4e2f-8a3b-4c5d6e7f8091"]);

  await show("rollback-list-none", ["rollback", "--list"]);
  await show("errors-rollback", ["rollback", "--yes"]);
  await show("deploy-update", ["deploy", "--model", await largerModel(cwd), "--throttle", "10/20"]);
  await show("rollback-list", ["rollback", "--list"]);
  await show("rollback-canceled", ["rollback"], { typed: [""] });
  await show("rollback", ["rollback"], { typed: ["todo-api-dev"] });
  await show("status-rolled-back", ["status"]);
  await show("rollback-again", ["rollback", "--yes"]);

  await changeByHand(cwd);
  await show("status-drift", ["status"]);
  await show("plan-drift", ["plan"]);
  await show("deploy-drift", ["deploy"]);
  await weakenByHand(cwd);
  await show("audit-failed", ["audit"]);
  await run(["deploy"], { cwd });
  await disowned(cwd, async () => show("errors-foreign", ["deploy"]));

  await show("plan-destroy", ["plan", "--destroy"]);
  await show("destroy-no-terminal", ["destroy"], { typed: null });
  await show("destroy-protected", ["destroy", "--stage", "prod", "--yes"], { typed: null });
  await show("destroy-wrong-name", ["destroy"], { typed: ["todo-api-prod"] });
  await show("destroy-keep-data", ["destroy", "--keep-data", "--yes"]);
  await show("orphans-kept", ["orphans"]);
  await run(["deploy"], { cwd });
  await show("destroy", ["destroy", "--export", "items.ndjson"], { typed: ["todo-api-dev"] });
  await show("destroy-nothing", ["destroy", "--yes"]);
  await show("orphans-none", ["orphans"]);
  await show("status-nothing-deployed", ["status"]);
  await run(["deploy", "--local"], { cwd });
  await deleteApi(cwd);
  await show("status-broken", ["status"]);
  await show("plan-broken", ["plan"]);
  await show("orphans", ["orphans"]);
  await show("orphans-remove-no-terminal", ["orphans", "--remove"], { typed: null });
  await show("orphans-remove-wrong-name", ["orphans", "--remove"], { typed: ["todo-api-dev"] });
  await show("orphans-remove", ["orphans", "--remove", "--yes"]);
  await show("local-stop", ["local", "stop"]);
  await show("errors-not-running", ["items", "list"]);
  await show("local-reset", ["local", "reset"], { typed: ["y"] });
}, 120_000);

/** A model with the fields of the todo model, and one more. */
async function largerModel(cwd: string): Promise<string> {
  const model = JSON.parse(await readFile(join(PACKAGE_ROOT, "handlers", "models", "todo.json"), "utf8"));
  model.name = "chores";
  model.fields.room = { type: "string", label: "Room" };
  await writeFile(join(cwd, "chores.json"), JSON.stringify(model));
  return "./chores.json";
}

async function changeByHand(cwd: string): Promise<void> {
  const config = await clientConfig(cwd);
  await new LambdaClient(config).send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Timeout: 3 }),
  );
  await new CloudWatchLogsClient(config).send(
    new DeleteLogGroupCommand({ logGroupName: "/aws/lambda/todo-api-dev-delete" }),
  );
}

/** Adds a variable with a password to a function, and keeps a log forever. */
async function weakenByHand(cwd: string): Promise<void> {
  const config = await clientConfig(cwd);
  const Environment = { Variables: { DB_PASSWORD: "secret" } };
  await new LambdaClient(config).send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Environment }),
  );
  await new CloudWatchLogsClient(config).send(
    new DeleteRetentionPolicyCommand({ logGroupName: "/aws/lambda/todo-api-dev-delete" }),
  );
}

/** Runs something while the table has no tags, as if it belonged to another owner. */
async function disowned(cwd: string, act: () => Promise<void>): Promise<void> {
  const dynamodb = new DynamoDBClient(await clientConfig(cwd));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "todo-api-dev" }));
  const ResourceArn = Table?.TableArn;
  const { Tags = [] } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
  await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys: Tags.flatMap(({ Key }) => Key ?? []) }));
  await act();
  await dynamodb.send(new TagResourceCommand({ ResourceArn, Tags }));
}

async function deleteApi(cwd: string): Promise<void> {
  const apigateway = new APIGatewayClient(await clientConfig(cwd));
  const { items = [] } = await apigateway.send(new GetRestApisCommand({}));
  for (const { id: restApiId } of items) await apigateway.send(new DeleteRestApiCommand({ restApiId }));
}

async function firstItem(cwd: string): Promise<string> {
  return JSON.parse((await run(["items", "list", "--json"], { cwd })).stdout)[0].id;
}

async function clientConfig(cwd: string) {
  const { stdout } = await run(["local", "status", "--json", "--env"], { cwd });
  const { endpoint, env } = JSON.parse(stdout);
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
  return { endpoint, region: env.AWS_REGION, credentials };
}

async function reviewed(name: string, text: string): Promise<void> {
  used.add(`${name}.txt`);
  // Only newer versions of Node add the line and column to an error of JSON.parse.
  await expect.soft(text.replaceAll(/ \(line \d+ column \d+\)/g, "")).toMatchFileSnapshot(join(SCREENS, `${name}.txt`));
}

function program(): Command {
  return createProgram(processIo(), { stack: async () => {}, model: async () => {}, plain: async () => {} });
}

function pagesOf(command: Command, above: readonly string[]): readonly (readonly string[])[] {
  return command.commands.flatMap((child) => {
    const words = [...above, child.name()];
    return words[0] === "help" ? [] : [words, ...pagesOf(child, words)];
  });
}
