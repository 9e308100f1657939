import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  BatchWriteItemCommand,
  DeleteResourcePolicyCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  ScanCommand,
  TagResourceCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tableArn } from "../../src/aws/names.ts";
import { tagRecord } from "../../src/aws/ownership.ts";
import { STACK_SETTINGS } from "../../src/config/stack-settings.ts";
import { EXIT } from "../../src/errors.ts";
import { issueSession } from "../../src/local/services/iam/credentials.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { makeFolder, run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("a setting stays in force until another value is given, whatever folder the next deploy runs in", async () => {
  const { stdout } = await run(["deploy", "--no-allow-clear", "--protect"], { cwd });
  const clear = async () => (await fetch(`${stdout.trim()}/items`, { method: "DELETE" })).status;
  expect(await clear()).toBe(405);
  const elsewhere = await makeDeployedFolder(local);
  local.forgetCalls();
  expect(await run(["plan", "--exit-code"], { cwd: elsewhere })).toMatchObject({ code: EXIT.ok });
  expect(await run(["deploy"], { cwd: elsewhere })).toMatchObject({ code: EXIT.ok });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await clear()).toBe(405);
  expect((await run(["plan", "--exit-code", "--allow-clear"], { cwd: elsewhere })).code).toBe(EXIT.changes);
  await run(["deploy"], { cwd: elsewhere, env: { TODO_API_ALLOW_CLEAR: "1" } });
  expect(await clear()).toBe(204);
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("the throttle of a public stage is low by default; a given one stays in force", async () => {
  const limits = () => {
    const { restApis = {} } = local.cloud.apigateway.data.regions[local.region] ?? {};
    return Object.values(restApis)[0]?.stages["dev"]?.methodSettings["*/*"];
  };
  const first = await run(["deploy"], { cwd });
  expect(limits()).toMatchObject({ throttlingRateLimit: 25, throttlingBurstLimit: 50 });
  expect(first.stderr).toContain(
    "\nLimit    25 requests per second, burst 50, for all callers combined (--throttle)\n",
  );
  expect(first.stderr).toContain("\nCost     up to about $16 per day on AWS, or $274 with 1 MB responses\n");
  await run(["deploy", "--throttle", "4"], { cwd });
  expect(limits()).toMatchObject({ throttlingRateLimit: 4, throttlingBurstLimit: 8 });
  await run(["deploy"], { cwd: await makeDeployedFolder(local) });
  expect(limits()).toMatchObject({ throttlingRateLimit: 4, throttlingBurstLimit: 8 });
  await writeFile(join(cwd, "todo-api.json"), '{"throttle": "100/10"}');
  const { stdout } = await run(["deploy", "--json"], { cwd });
  expect(limits()).toMatchObject({ throttlingRateLimit: 100, throttlingBurstLimit: 10 });
  expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
    settings: { throttle: { rate: 100, burst: 10 } },
    dollarsPerDay: { smallRequests: 61, fullPages: 1096 },
  });
});

const CHANGES: readonly (readonly string[])[] = [
  ["--website", "none"],
  ["--no-allow-clear", "--protect", "--max-throughput", "400/200", "--table-policy"],
  ["--website", "s3", "--throttle", "4", "--model", "customer"],
  ["--website", "api", "--allow-clear", "--no-protect", "--throttle", "5"],
  ["--website", "s3", "--permissions-boundary", "arn:aws:iam::aws:policy/ReadOnlyAccess", "--model", "todo"],
  ["--website", "none", "--permissions-boundary", "none", "--no-allow-clear", "--expire-completed", "30d"],
];

const PRESENT: Readonly<Record<string, number>> = { none: 21, s3: 23, api: 25 };
const OUTCOMES: Readonly<Record<string, string>> = { create: "created", update: "updated", remove: "removed" };

test("plan, the deploy's summary and events, status and destroy report the same counts, whatever settings change", async () => {
  const json = async (...argv: readonly string[]) => {
    const { stdout } = await run([...argv, "--json"], { cwd });
    return argv[0] === "status" || argv[0] === "plan" ? JSON.parse(stdout) : stdout.trim().split("\n").map(toJson);
  };
  await run(["deploy"], { cwd });
  for (const flags of CHANGES) {
    const { steps, unchanged } = await json("plan", ...flags);
    const events = await json("deploy", ...flags);
    const { counts } = events.at(-1);
    const planned = countBy(steps, ({ action }) => OUTCOMES[action ?? ""]);
    expect({ flags, ...planned, unchanged }).toEqual({ flags, ...counts });
    const finished = countBy(events, ({ type, outcome }) => (type === "resource.finished" ? outcome : undefined));
    expect(finished).toMatchObject({ ...planned, unchanged: expect.any(Number) });
    const { resources, settings } = await json("status");
    expect(countBy(resources, ({ state }) => state)).toEqual({ present: PRESENT[settings.website] });
  }
  const { steps, effects } = await json("plan", "--destroy");
  // The role for API logs is not the stack's own.
  expect(effects).toHaveLength(1);
  expect((await json("destroy", "--yes")).at(-1).counts).toEqual({ removed: steps.length + 1 });
});

type Counted = Readonly<Partial<Record<"action" | "type" | "outcome" | "state", string>>>;

function countBy(all: readonly Counted[], keyOf: (one: Counted) => string | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of all.flatMap((one) => keyOf(one) ?? [])) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function toJson(line: string) {
  return JSON.parse(line);
}

test("openapi describes the API with the settings that this folder deployed", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const { paths } = JSON.parse((await run(["openapi", "--json"], { cwd })).stdout);
  expect(Object.keys(paths["/items"])).not.toContain("delete");
});

test("protection that was turned off for a production stage stays off", async () => {
  const stage = ["--stage", "prod"];
  await run(["deploy", "--no-protect", ...stage], { cwd });
  expect(await run(["plan", "--exit-code", ...stage], { cwd })).toMatchObject({ code: EXIT.ok });
});

test("every role gets the permissions boundary, which stays until another value is given", async () => {
  const arn = `arn:aws:iam::${local.account}:policy/boundary`;
  const boundaries = () => new Set(Object.values(local.cloud.iam.data.roles).map((role) => role.permissionsBoundary));
  expect((await run(["deploy", "--permissions-boundary", arn], { cwd })).code).toBe(EXIT.ok);
  expect(boundaries()).toEqual(new Set([arn]));
  expect(Object.keys(local.cloud.iam.data.roles)).toHaveLength(5);
  delete local.cloud.iam.data.roles["todo-api-dev-read-eu-west-1"];
  const { permissionsBoundary: _, ...role } = local.cloud.iam.data.roles["todo-api-dev-create-eu-west-1"] ?? {};
  Object.assign(local.cloud.iam.data.roles, { "todo-api-dev-create-eu-west-1": role });
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.changes);
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  expect(boundaries()).toEqual(new Set([arn]));
  expect((await run(["deploy", "--permissions-boundary", "none"], { cwd })).code).toBe(EXIT.ok);
  expect(Object.values(local.cloud.iam.data.roles).filter((one) => one.permissionsBoundary)).toHaveLength(1);
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.ok);
});

test("a deploy works where an organization requires a boundary, and reports the missing one otherwise", async () => {
  const arn = `arn:aws:iam::${local.account}:policy/boundary`;
  const requirement = { StringNotEquals: { "iam:PermissionsBoundary": arn } };
  const statements = [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "iam:CreateRole", Resource: "*", Condition: requirement },
  ];
  const credentials = local.addUser([JSON.stringify({ Version: "2012-10-17", Statement: statements })]);
  cwd = await makeDeployedFolder({ ...local, credentials });
  const without = await run(["deploy"], { cwd });
  expect(without.code).not.toBe(EXIT.ok);
  expect(without.stderr).toContain("is not authorized to perform: iam:CreateRole");
  expect((await run(["deploy", "--permissions-boundary", arn], { cwd })).code).toBe(EXIT.ok);
});

test.each([
  ["that is not the ARN of a policy", "boundary"],
  ["that is too long for a tag", `arn:aws:iam::123456789012:policy/${"a".repeat(224)}`],
])("rejects a permissions boundary %s", async (_what, arn) => {
  const { code, stderr } = await run(["deploy", "--permissions-boundary", arn], { cwd });
  expect(code).toBe(EXIT.usage);
  expect(stderr).toContain(
    `--permissions-boundary must be the ARN of an IAM policy (at most 256 characters, no comma), or none, not "${arn}"`,
  );
});

test("completed items expire, and are treated as deleted from then on", async () => {
  const expiring = await run(["deploy", "--expire-completed", "30d"], { cwd });
  const api = expiring.stdout.trim();
  const send = async (method: string, path: string, body?: object) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const daysLeft = ({ body }: Awaited<ReturnType<typeof send>>) =>
    body.expiresAt === undefined ? undefined : Math.round((Date.parse(body.expiresAt) - Date.now()) / 86_400_000);
  const open = await send("POST", "/items", { title: "open" });
  expect(daysLeft(open)).toBeUndefined();
  const { id } = open.body;
  const completed = await send("PATCH", `/items/${id}`, { completed: true });
  expect(daysLeft(completed)).toBe(30);
  expect(daysLeft(await send("POST", "/items", { title: "done", completed: true }))).toBe(30);
  expect(await send("PATCH", `/items/${id}`, { title: "still done" })).toMatchObject({
    body: { expiresAt: completed.body.expiresAt },
  });
  expect(daysLeft(await send("PUT", `/items/${id}`, { title: "reopened" }))).toBeUndefined();
  expect(daysLeft(await send("PUT", `/items/${id}`, { title: "done", completed: true }))).toBe(30);
  expect((await send("PATCH", `/items/${id}`, { expiresAt: "2030-01-01T00:00:00.000Z" })).status).toBe(400);
  const { stdout } = await run(["items", "get", id], { cwd });
  expect(stdout).toMatch(/^expiresAt\t\d{4}-/m);

  await expireNow(id);
  const absent = { status: 404 };
  expect(await send("GET", `/items/${id}`)).toMatchObject(absent);
  expect(await send("PATCH", `/items/${id}`, { completed: false })).toMatchObject(absent);
  expect(await send("PUT", `/items/${id}`, { title: "back" })).toMatchObject(absent);
  expect(await send("DELETE", `/items/${id}`)).toMatchObject(absent);
  for (const list of ["/items", "/items?limit=1", "/items?completed=true"])
    expect((await send("GET", list)).body).toEqual([expect.objectContaining({ title: "done" })]);

  expect((await run(["deploy", "--expire-completed", "none"], { cwd })).code).toBe(EXIT.ok);
  expect(daysLeft(await send("POST", "/items", { title: "kept", completed: true }))).toBeUndefined();
  const [before] = (await send("GET", "/items?completed=true")).body;
  expect(daysLeft(await send("PATCH", `/items/${before.id}`, { completed: true }))).toBe(30);
  expect(daysLeft(await send("PATCH", `/items/${before.id}`, { completed: false }))).toBeUndefined();
});

async function expireNow(id: string): Promise<void> {
  const { dynamodb } = await connect(local);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: "todo-api-dev",
      Key: { pk: { S: "item" }, id: { S: id } },
      UpdateExpression: "SET expiresAt = :now",
      ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1000)) } },
    }),
  );
}

test("items can expire only if the model has the field completed", async () => {
  const { code, stderr } = await run(["deploy", "--model", "customer", "--expire-completed", "7d"], { cwd });
  expect({ code, stderr }).toEqual({
    code: EXIT.usage,
    stderr: expect.stringContaining(
      'requires a model with the boolean field "completed", which the model customer lacks',
    ),
  });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
});

test("the table has a maximum throughput until it is removed, and the API responds 503 beyond it", async () => {
  const maximum = async () => {
    const { dynamodb } = await connect(local);
    return (await dynamodb.send(new DescribeTableCommand({ TableName: "todo-api-dev" }))).Table?.OnDemandThroughput;
  };
  const { stdout } = await run(["deploy", "--max-throughput", "400/5"], { cwd });
  expect(await maximum()).toEqual({ MaxReadRequestUnits: 400, MaxWriteRequestUnits: 5 });
  const add = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ title: "a" }) };
  const create = async () => (await fetch(`${stdout.trim()}/items`, add)).status;
  // The probes of the deploy may have used up the units of this second.
  await expect.poll(create).toBe(201);
  const PutRequest = (index: number) => ({
    Item: { pk: { S: "x" }, id: { S: `${index}` }, text: { S: "x".repeat(9000) } },
  });
  const requests = Array.from({ length: 25 }, (_, index) => ({ PutRequest: PutRequest(index) }));
  const { dynamodb } = await connect(local);
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { "todo-api-dev": requests } }));
  expect(await create()).toBe(503);
  expect((await run(["plan", "--exit-code"], { cwd: await makeDeployedFolder(local) })).code).toBe(EXIT.ok);
  const { stderr } = await run(["deploy", "--max-throughput", "none"], { cwd });
  expect(stderr).toContain("maxThroughput");
  expect(await maximum()).toBeUndefined();
  await expect.poll(create).toBe(201);
  expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(EXIT.ok);
});

test("only the functions and the deployer can use the table while it has a policy", async () => {
  const everything = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });
  const credentials = local.addUser([everything]);
  const theirs = await makeDeployedFolder({ ...local, credentials });
  const { dynamodb } = await connect(local, credentials);
  const scan = () => dynamodb.send(new ScanCommand({ TableName: "todo-api-dev" }));
  const { stdout } = await run(["deploy", "--table-policy"], { cwd });
  const create = async () => {
    const headers = { "content-type": "application/json" };
    return (await fetch(`${stdout.trim()}/items`, { method: "POST", headers, body: '{"title":"a"}' })).status;
  };
  expect(await create()).toBe(201);
  await expect(scan()).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringMatching(
      /dynamodb:Scan on resource: .*todo-api-dev with an explicit deny in a resource-based/,
    ),
  });
  for (const argv of [["deploy"], ["destroy", "--yes"]]) {
    const { code, stderr } = await run(argv, { cwd: theirs });
    expect({ argv, code }).toEqual({ argv, code: EXIT.auth });
    expect(stderr).toContain("aws dynamodb delete-resource-policy --resource-arn arn:aws:dynamodb:eu-west-1:");
  }
  expect(await create()).toBe(201);

  const ours = await connect(local);
  const ResourceArn = tableArn(ours, "todo-api-dev");
  await ours.dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn }));
  expect(JSON.parse((await run(["plan", "--json"], { cwd })).stdout).steps).toEqual([
    expect.objectContaining({
      id: "table",
      changes: [expect.objectContaining({ field: "policy", cause: "drift" })],
    }),
  ]);
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  await expect(scan()).rejects.toMatchObject({ name: "AccessDeniedException" });
  expect((await run(["deploy", "--no-table-policy"], { cwd })).code).toBe(EXIT.ok);
  expect((await scan()).Count).toBe(2);
  expect((await run(["deploy", "--table-policy"], { cwd: theirs })).code).toBe(EXIT.ok);
  expect((await run(["destroy", "--yes"], { cwd: theirs })).code).toBe(EXIT.ok);
});

test("a table policy permits every session of the deployer's role", async () => {
  const { iam } = await connect(local);
  const Statement = [{ Effect: "Allow", Principal: { AWS: local.account }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await iam.send(new CreateRoleCommand({ RoleName: "operators", Path: "/team/", AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: "operators", PolicyName: "all", PolicyDocument }));
  const folderOf = (session: string) => {
    const role = `arn:aws:iam::${local.account}:role/team/operators`;
    return makeDeployedFolder({ ...local, credentials: issueSession(local.cloud, role, session) });
  };
  expect((await run(["deploy", "--table-policy"], { cwd: await folderOf("ann") })).code).toBe(EXIT.ok);
  expect((await run(["plan", "--exit-code"], { cwd: await folderOf("bob") })).code).toBe(EXIT.ok);
  expect((await run(["plan"], { cwd })).code).toBe(EXIT.auth);
});

test("a kept table keeps the settings for the next deploy", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  await run(["destroy", "--yes", "--keep-data"], { cwd });
  const { stdout } = await run(["deploy"], { cwd });
  expect((await fetch(`${stdout.trim()}/items`, { method: "DELETE" })).status).toBe(405);
});

test("ignores the settings of a table that another stack owns", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const cloud = await connect(local);
  const ResourceArn = tableArn(cloud, "todo-api-dev");
  await cloud.dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "todo-api:app", Value: "other" }] }));
  const { code, stderr } = await run(["plan"], { cwd });
  expect({ code, stderr }).toMatchObject({
    code: EXIT.failure,
    stderr: expect.stringContaining("does not belong to the stack todo-api-dev: "),
  });
});

test("reports a tag with an invalid value, which changes nothing and is overridden by a flag", async () => {
  await run(["deploy", "--no-allow-clear"], { cwd });
  const cloud = await connect(local);
  const ResourceArn = tableArn(cloud, "todo-api-dev");
  const invalidTags = [{ Key: "todo-api:allow-clear", Value: "maybe" }];
  await cloud.dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: invalidTags }));
  local.forgetCalls();
  expect(await run(["deploy"], { cwd })).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining(
      'error: the tag todo-api:allow-clear on the table todo-api-dev must be 1, 0, true or false, not "maybe"; to replace it, use --allow-clear',
    ),
  });
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect((await run(["plan", "--no-allow-clear"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["deploy", "--no-allow-clear"], { cwd })).code).toBe(EXIT.ok);
  const { Tags } = await cloud.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
  expect(tagRecord(Tags)["todo-api:allow-clear"]).toBe("false");
});

const DAYS = "must be a number of days from 1d to 3650d, such as 30d, or none";
const UNITS = "must be READ/WRITE in request units per second (whole numbers from 5 to 999999), or none";
const RATE =
  "must be RATE or RATE/BURST in whole numbers (RATE from 1 to 10000 requests per second, BURST from 1 to 5000)";

test.each<[readonly string[], Readonly<Record<string, string>>, object, string]>([
  [[], { TODO_API_ALLOW_CLEAR: "yes" }, {}, 'TODO_API_ALLOW_CLEAR must be 1, 0, true or false, not "yes"'],
  [["--throttle", "0"], {}, {}, `--throttle ${RATE}, not "0"`],
  [["--throttle", "10001"], {}, {}, `--throttle ${RATE}, not "10001"`],
  [["--throttle", "10/5001"], {}, {}, `--throttle ${RATE}, not "10/5001"`],
  [["--throttle", "1.5"], {}, {}, `--throttle ${RATE}, not "1.5"`],
  [["--throttle", "5/"], {}, {}, `--throttle ${RATE}, not "5/"`],
  [["--throttle", ""], {}, {}, `--throttle ${RATE}, not ""`],
  [[], { TODO_API_THROTTLE: "fast" }, {}, `TODO_API_THROTTLE ${RATE}, not "fast"`],
  [[], {}, { throttle: "-1" }, `throttle in todo-api.json ${RATE}, not "-1"`],
  [["--expire-completed", "30"], {}, {}, `--expire-completed ${DAYS}, not "30"`],
  [["--expire-completed", "0d"], {}, {}, `--expire-completed ${DAYS}, not "0d"`],
  [["--expire-completed", "3651d"], {}, {}, `--expire-completed ${DAYS}, not "3651d"`],
  [[], { TODO_API_MAX_THROUGHPUT: "10" }, {}, `TODO_API_MAX_THROUGHPUT ${UNITS}, not "10"`],
  [["--max-throughput", "4/5"], {}, {}, `--max-throughput ${UNITS}, not "4/5"`],
  [["--website", "s4"], {}, {}, '--website must be s3, api or none, not "s4"'],
  [["--website", ""], {}, {}, '--website must be s3, api or none, not ""'],
])("rejects %j %j %j before any call", async (flags, env, file, printed) => {
  await writeFile(join(cwd, "todo-api.json"), JSON.stringify(file));
  expect(await run(["deploy", ...flags], { cwd, env })).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining(`error: ${printed}`),
  });
  expect(local.calls()).toEqual([]);
});

test("help configuration names the flag, the variable and the key of each setting, and each rejects a wrong value", async () => {
  const page = (await run(["help", "configuration"], { cwd })).stdout;
  const empty = await makeFolder();
  for (const { key, name, flag = `--${name}`, type } of STACK_SETTINGS) {
    const [option = flag, action] = flag.split(" ");
    const variable = `TODO_API_${name.toUpperCase().replaceAll("-", "_")}`;
    expect(page.split(/[\s,]+/)).toEqual(expect.arrayContaining([option, variable, key]));
    const value = action === undefined ? "?" : `${action}=?`;
    const accepted = type === "list of strings" ? "string or a list of strings" : type;
    const wrong = [
      ...(type === "boolean" ? [] : [{ flags: [option, value], env: {}, file: {}, printed: `${flag} must be ` }]),
      { flags: [], env: { [variable]: "?" }, file: {}, printed: `${variable} must be ` },
      { flags: [], env: {}, file: { [key]: 0 }, printed: `todo-api.json: "${key}" must be a ${accepted}, not 0` },
    ];
    for (const command of ["deploy", "plan"])
      for (const { flags, env, file, printed } of wrong) {
        await writeFile(join(cwd, "todo-api.json"), JSON.stringify(file));
        const rejected = { code: EXIT.usage, stderr: expect.stringContaining(`error: ${printed}`) };
        expect(await run([command, ...flags], { cwd, env })).toMatchObject(rejected);
        // The wrong value is reported before the missing region.
        await writeFile(join(empty, "todo-api.json"), JSON.stringify(file));
        expect(await run([command, ...flags], { cwd: empty, env })).toMatchObject(rejected);
      }
  }
  expect(local.calls()).toEqual([]);
});
