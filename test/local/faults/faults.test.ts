import { APIGatewayClient, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FAULT_KINDS } from "../../../src/local/faults/fault.ts";
import { issueSession } from "../../../src/local/services/iam/credentials.ts";
import { type Clock, systemClock } from "../../../src/local/timing/clock.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

/** AWS's error: the SDK's name for it, the status, and the other members that the caller can read. */
interface ServiceError {
  readonly name: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

let local: TestCloud;
beforeEach(async () => {
  local = await startTestCloud();
});
afterEach(() => local.stop());

const SERVICES = ["apigateway", "lambda", "iam", "sts", "dynamodb", "logs", "s3"] as const;

describe("a fault returns each service's own error", () => {
  test.each([
    ["apigateway", { name: "TooManyRequestsException", status: 429, retryAfter: "30" }],
    ["lambda", { name: "TooManyRequestsException", status: 429, retryAfter: "30" }],
    ["iam", { name: "Throttling", status: 400, retryAfter: undefined }],
    ["sts", { name: "Throttling", status: 400, retryAfter: undefined }],
    ["dynamodb", { name: "ThrottlingException", status: 400, retryAfter: undefined }],
    ["logs", { name: "ThrottlingException", status: 400, retryAfter: undefined }],
    ["s3", { name: "SlowDown", status: 503, retryAfter: undefined }],
  ] as const)("throttle: %s", async (service, rejection) => {
    local.faults.set({ kind: "throttle", seconds: 30 });
    expect(await rejectionOf(call(service))).toEqual(rejection);
    expect(await rejectionOf(call(service))).toBeUndefined();
  });

  test.each([
    ["apigateway", "InternalFailure"],
    ["lambda", "ServiceException"],
    ["iam", "ServiceFailureException"],
    ["sts", "InternalFailure"],
    ["dynamodb", "InternalServerError"],
    ["logs", "InternalFailure"],
    ["s3", "InternalError"],
  ] as const)("error-500: %s", async (service, name) => {
    local.faults.set({ kind: "error-500" });
    expect(await rejectionOf(call(service))).toMatchObject({ name, status: 500 });
    expect(await rejectionOf(call(service))).toBeUndefined();
  });

  test.each([
    ["apigateway", "ServiceUnavailableException"],
    ["lambda", "ServiceUnavailable"],
    ["iam", "ServiceUnavailable"],
    ["sts", "ServiceUnavailable"],
    ["dynamodb", "ServiceUnavailable"],
    ["logs", "ServiceUnavailableException"],
    ["s3", "ServiceUnavailable"],
  ] as const)("error-503: %s", async (service, name) => {
    local.faults.set({ kind: "error-503" });
    expect(await rejectionOf(call(service))).toMatchObject({ name, status: 503 });
    expect(await rejectionOf(call(service))).toBeUndefined();
  });

  test.each([
    ["apigateway", "ExpiredTokenException"],
    ["lambda", "ExpiredTokenException"],
    ["iam", "ExpiredToken"],
    ["sts", "ExpiredToken"],
    ["dynamodb", "ExpiredTokenException"],
    ["logs", "ExpiredTokenException"],
    ["s3", "ExpiredToken"],
  ] as const)("expire-credentials: %s", async (service, name) => {
    local.faults.set({ kind: "expire-credentials" });
    expect(await rejectionOf(call(service))).toMatchObject({ name });
  });
});

describe("which call is affected", () => {
  test("without a number, the next one", async () => {
    local.faults.set({ kind: "error-500" });
    expect(await outcomes("iam", "lambda")).toEqual(["struck", "well"]);
  });

  test("call n of all services together", async () => {
    local.faults.set({ kind: "error-500", call: 3 });
    expect(await outcomes("iam", "lambda", "s3", "logs")).toEqual(["well", "well", "struck", "well"]);
  });

  test("several consecutive calls", async () => {
    local.faults.set({ kind: "error-500", call: 2, times: 2 });
    expect(await outcomes("iam", "lambda", "s3", "logs")).toEqual(["well", "struck", "struck", "well"]);
  });

  test("only the calls of a named operation", async () => {
    local.faults.set({ kind: "error-500", operation: "ListFunctions", call: 2 });
    expect(await outcomes("lambda", "iam", "lambda", "lambda")).toEqual(["well", "well", "struck", "well"]);
  });

  test("the operation of a named service", async () => {
    local.faults.set({ kind: "error-500", operation: "sts:GetCallerIdentity" });
    expect(await outcomes("iam", "sts", "sts")).toEqual(["well", "struck", "well"]);
  });

  test("counted from when it was set, each fault separately", async () => {
    await outcomes("iam");
    local.faults.set({ kind: "error-500", call: 2 });
    local.faults.set({ kind: "error-503", operation: "ListFunctions" });
    expect(await outcomes("lambda", "iam", "lambda")).toEqual(["struck", "struck", "well"]);
    expect(local.faults.fired()).toEqual([
      { kind: "error-503", service: "lambda", operation: "ListFunctions" },
      { kind: "error-500", service: "iam", operation: "ListRoles" },
    ]);
    expect(local.faults.pending()).toEqual([]);
  });

  test("none of a deployed function, unless its operation is named", async () => {
    const credentials = issueSession(local.cloud, `arn:aws:iam::${local.account}:role/todo-api/reader`, "reader");
    const asFunction = new STSClient({ ...local.clientConfig, credentials });
    const ask = () => rejectionOf(asFunction.send(new GetCallerIdentityCommand({})));
    local.faults.set({ kind: "error-500" });
    expect(await ask()).toBeUndefined();
    expect(await outcomes("iam")).toEqual(["struck"]);
    local.faults.set({ kind: "error-500", operation: "GetCallerIdentity" });
    expect(await ask()).toMatchObject({ status: 500 });
  });
});

describe("whether the call has its effect", () => {
  test.each(["drop-before", "refuse", "throttle", "error-500", "error-503", "expire-credentials"] as const)(
    "%s: the call has no effect",
    async (kind) => {
      local.faults.set({ kind, seconds: 0 });
      await expect(createTable()).rejects.toThrow();
      expect(tables()).toEqual([]);
    },
  );

  test("drop-after: the call has its effect, and its response is lost", async () => {
    local.faults.set({ kind: "drop-after" });
    await expect(createTable()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(tables()).toEqual(["things"]);
  });

  test("slow: the call has its effect, and its response is delayed", async () => {
    await local.stop();
    const { clock, pass, isSlept } = heldClock(7000);
    local = await startTestCloud({ clock });
    local.faults.set({ kind: "slow", seconds: 7 });
    const created = createTable();
    await isSlept;
    expect(tables()).toEqual(["things"]);
    pass();
    expect(await created).toMatchObject({ TableDescription: { TableName: "things" } });
  });

  test("refuse: connections are refused, until it listens on the same port again", async () => {
    await local.stop();
    const { clock, pass, isSlept } = heldClock(9000);
    local = await startTestCloud({ clock });
    local.faults.set({ kind: "refuse", seconds: 9 });
    await expect(createTable()).rejects.toMatchObject({ code: "ECONNRESET" });
    await isSlept;
    await expect(createTable()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    pass();
    await expect
      .poll(() =>
        createTable().then(
          () => "created",
          () => "refused",
        ),
      )
      .toBe("created");
    expect(tables()).toEqual(["things"]);
  });

  test("a local cloud that is stopped while it refuses connections stays stopped", async () => {
    await local.stop();
    const { clock, pass, isSlept } = heldClock(9000);
    local = await startTestCloud({ clock });
    local.faults.set({ kind: "refuse", seconds: 9 });
    await expect(createTable()).rejects.toMatchObject({ code: "ECONNRESET" });
    await isSlept;
    await local.stop();
    pass();
    await expect(createTable()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("expire-credentials: affects only that caller, until it is cleared", async () => {
    const other = new IAMClient({ ...local.clientConfig, credentials: local.addUser([LIST_ROLES]) });
    local.faults.set({ kind: "expire-credentials", call: 2 });
    expect(await outcomes("iam", "lambda", "s3")).toEqual(["well", "struck", "struck"]);
    await other.send(new ListRolesCommand({}));
    local.faults.clear();
    expect(await outcomes("iam", "lambda", "s3")).toEqual(["well", "well", "well"]);
  });
});

test("the journal records which call was affected, by which fault, and when", async () => {
  const before = local.cloud.clock.now();
  local.faults.set({ kind: "throttle", operation: "ListFunctions" });
  local.faults.set({ kind: "drop-after", operation: "ListRoles" });
  local.faults.set({ kind: "drop-before", operation: "ListTables" });
  await outcomes("s3", "lambda", "iam", "dynamodb");
  expect(local.calls()).toMatchObject([
    { operation: "ListBuckets", status: 200, fault: undefined },
    { operation: "ListFunctions", status: 429, errorCode: "TooManyRequestsException", fault: "throttle" },
    { operation: "ListRoles", status: 200, fault: "drop-after" },
    { operation: "ListTables", status: 0, errorCode: "ConnectionDropped", fault: "drop-before" },
  ]);
  for (const { startedAt, endedAt, principal } of local.calls()) {
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(endedAt).toBeGreaterThanOrEqual(startedAt);
    expect(principal).toContain(":user/administrator");
  }
});

test("the journal names errors as AWS's SDKs do", async () => {
  const client = new DynamoDBClient({ ...local.clientConfig, maxAttempts: 1 });
  const TableName = "items";
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  const put = { TableName, Item: { id: { S: "1" } }, ConditionExpression: "attribute_exists(id)" };
  const names = ["ConditionalCheckFailedException", "ThrottlingException", "InternalServerError"];
  for (const [index, name] of names.entries()) {
    if (index > 0) local.faults.set({ kind: index === 1 ? "throttle" : "error-500" });
    await expect(client.send(new PutItemCommand(put))).rejects.toMatchObject({ name });
  }
  const puts = local.calls().filter(({ operation }) => operation === "PutItem");
  expect(puts.map(({ errorCode }) => errorCode)).toEqual(names);
});

describe("over HTTP", () => {
  test("a fault is set, listed with the calls that it affected, and cleared", async () => {
    const set = { kind: "throttle", operation: "lambda:ListFunctions", call: 2, times: 3, seconds: 4 };
    expect(await ask("POST", set)).toEqual({ status: 200, body: { pending: [set], fired: [] } });
    await outcomes("lambda", "lambda");
    const fired = [{ kind: "throttle", service: "lambda", operation: "ListFunctions" }];
    expect(await ask("GET")).toEqual({ status: 200, body: { pending: [set], fired } });
    expect(await ask("DELETE")).toEqual({
      status: 200,
      body: { pending: [], fired: [], struck: fired, cleared: [set] },
    });
    expect(await outcomes("lambda")).toEqual(["well"]);
  });

  test.each([
    [{ kind: "explode" }, "the fault kind must be throttle, error-500,"],
    [{}, "expire-credentials, not undefined"],
    ["throttle", "expire-credentials, not undefined"],
    [{ kind: "slow", operation: "MakeCoffee" }, "the local cloud has no operation MakeCoffee;"],
    [{ kind: "slow", operation: "iam:ListFunctions" }, "has no operation iam:ListFunctions;"],
    [{ kind: "slow", call: 0 }, "the fault's call must be a whole number from 1 to 9007199254740991, not 0"],
    [{ kind: "slow", call: "2" }, 'from 1 to 9007199254740991, not "2"'],
    [{ kind: "slow", times: 1.5 }, "the fault's times must be a whole number from 1 to 9007199254740991, not 1.5"],
    [{ kind: "slow", seconds: -1 }, "the fault's seconds must be a number from 0 to 3600, not -1"],
  ])("%j is rejected, and nothing is set", async (fault, message) => {
    const { status, body } = await ask("POST", fault);
    expect(status).toBe(400);
    expect(body).toMatchObject({ message: expect.stringContaining(message) });
    expect(local.faults.pending()).toEqual([]);
  });

  test("without the token nothing is set", async () => {
    const response = await fetch(`${local.endpoint}/_local/faults`, { method: "POST", body: '{"kind":"slow"}' });
    expect(response.status).toBe(403);
    expect(local.faults.pending()).toEqual([]);
  });

  test.each(FAULT_KINDS)("%s can be set", async (kind) => {
    expect((await ask("POST", { kind })).status).toBe(200);
  });
});

const LIST_ROLES = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iam:ListRoles", Resource: "*" }],
});

async function ask(method: string, body?: unknown) {
  const response = await fetch(`${local.endpoint}/_local/faults`, {
    method,
    headers: { authorization: `Bearer ${local.token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** A read by the administrator, with a client that does not retry. */
function call(service: (typeof SERVICES)[number]): Promise<unknown> {
  const config = local.clientConfig;
  if (service === "apigateway") return new APIGatewayClient(config).send(new GetRestApisCommand({}));
  if (service === "lambda") return new LambdaClient(config).send(new ListFunctionsCommand({}));
  if (service === "iam") return new IAMClient(config).send(new ListRolesCommand({}));
  if (service === "sts") return new STSClient(config).send(new GetCallerIdentityCommand({}));
  if (service === "dynamodb") return new DynamoDBClient(config).send(new ListTablesCommand({}));
  if (service === "logs") return new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}));
  return new S3Client({ ...config, forcePathStyle: true }).send(new ListBucketsCommand({}));
}

async function outcomes(...services: readonly (typeof SERVICES)[number][]): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const service of services)
    seen.push(
      await call(service).then(
        () => "well",
        () => "struck",
      ),
    );
  return seen;
}

async function rejectionOf(called: Promise<unknown>): Promise<ServiceError | undefined> {
  try {
    await called;
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const status = "$metadata" in error ? Object(error.$metadata).httpStatusCode : undefined;
    const retryAfter = "retryAfterSeconds" in error ? String(error.retryAfterSeconds) : undefined;
    return { name: error.name, status, retryAfter };
  }
}

function createTable() {
  return new DynamoDBClient(local.clientConfig).send(
    new CreateTableCommand({
      TableName: "things",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
}

function tables(): readonly string[] {
  return Object.keys(local.cloud.dynamodb.data.regions[local.region] ?? {});
}

/** A clock on which a sleep of a given length lasts until it is released. */
function heldClock(milliseconds: number): { clock: Clock; isSlept: Promise<void>; pass(): void } {
  const real = systemClock();
  let pass = () => {};
  let slept = () => {};
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  const isSlept = new Promise<void>((resolve) => {
    slept = resolve;
  });
  const sleep = (asked: number) => {
    if (asked !== milliseconds) return real.sleep(asked);
    slept();
    return passed;
  };
  return { clock: { ...real, sleep }, isSlept, pass };
}
