import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { GetRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACTIONS, type Action } from "../../src/api/routes.ts";
import { roleArn, roleName } from "../../src/aws/names.ts";
import { evaluateIdentity } from "../../src/local/auth/policy/evaluate.ts";
import { modelOf } from "../../src/local/model/service-model.ts";
import { issueSession } from "../../src/local/services/iam/credentials.ts";
import { SAMPLE_REQUESTS, sendSample } from "../support/sample-requests.ts";
import { startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack(TEST_STACK, "todo", "api");
});
afterAll(() => deployed.stop());

const Key = { pk: { S: "item" }, id: { S: "x" } };
const TableName = "todo-api-dev";

/** Every DynamoDB operation, with the functions that may call it, in a stage where the collection can be cleared. */
const OPERATIONS: readonly (readonly [string, readonly Action[], (client: DynamoDBClient) => Promise<unknown>])[] = [
  ["PutItem", ["create"], (client) => client.send(new PutItemCommand({ TableName, Item: Key }))],
  ["GetItem", ["read"], (client) => client.send(new GetItemCommand({ TableName, Key }))],
  [
    "Query",
    ["read", "delete"],
    (client) =>
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: "item" } },
        }),
      ),
  ],
  [
    "UpdateItem",
    ["update"],
    (client) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET title = :t",
          ExpressionAttributeValues: { ":t": { S: "t" } },
        }),
      ),
  ],
  ["DeleteItem", ["delete"], (client) => client.send(new DeleteItemCommand({ TableName, Key }))],
  ["Scan", [], (client) => client.send(new ScanCommand({ TableName }))],
  [
    "BatchWriteItem",
    ["delete"],
    (client) =>
      client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } })),
  ],
  ["DescribeTable", [], (client) => client.send(new DescribeTableCommand({ TableName }))],
  ["DeleteTable", [], (client) => client.send(new DeleteTableCommand({ TableName }))],
  ["ListTables", [], (client) => client.send(new ListTablesCommand({}))],
];

describe.each(ACTIONS.map((action) => [action] as const))("the role of the %s function", (action) => {
  test.each(OPERATIONS)("may call %s only if the function needs it", async (operation, allowed, call) => {
    const client = new DynamoDBClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    if (allowed.includes(action)) await expect(call(client)).resolves.toBeDefined();
    else
      await expect(call(client)).rejects.toMatchObject({
        name: "AccessDeniedException",
        message: expect.stringContaining(`is not authorized to perform: dynamodb:${operation}`),
      });
  });

  test("allows none of the modeled actions outside its list, on its own resources or on others", async () => {
    const policies = await policiesOf(action);
    const allowed = MODELED_ACTIONS.flatMap((name) =>
      resourcesFor(action)
        .filter((resource) => evaluateIdentity(policies, { action: name, resource }) === "allow")
        .map((resource) => `${name} ${resource}`),
    );
    expect(new Set(allowed)).toEqual(new Set(allowedTo(action)));
  });

  test("is denied every supported operation that is not on its list", async () => {
    const { test: local } = deployed;
    const credentials = sessionOf(action);
    const listed = new Set(OPERATIONS.filter(([, roles]) => roles.includes(action)).map(([operation]) => operation));
    const denied = new Set<string>();
    const performed = [];
    for (const sample of SUPPORTED_SAMPLES) {
      const isListed = sample.service === "dynamodb" && listed.has(sample.operation);
      const body = sample.body.replaceAll('"TableName":"sample"', `"TableName":"${TableName}"`);
      const { status, text } = await sendSample(local, credentials, { ...sample, body });
      if (/not authorized|AccessDenied/.test(text)) denied.add(sample.operation);
      else if (status < 400 && !isListed) performed.push(sample);
    }
    expect(performed).toEqual([]);
    expect([...listed].filter((operation) => denied.has(operation) && operation !== "BatchWriteItem")).toEqual([]);
    // The other samples are invalid: they are rejected before permissions are checked.
    expect(denied.size).toBeGreaterThan(50);
  });

  test("may not access another table", async () => {
    const client = new DynamoDBClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    const other = { TableName: "todo-api-prod", Key };
    const calls = [
      client.send(new GetItemCommand(other)),
      client.send(new DeleteItemCommand(other)),
      client.send(new PutItemCommand({ TableName: other.TableName, Item: Key })),
    ];
    for (const call of calls) await expect(call).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  test("may write to its own log group, not to another, and may not create one", async () => {
    const client = new CloudWatchLogsClient({ ...deployed.test.clientConfig, credentials: sessionOf(action) });
    const [other] = ACTIONS.filter((name) => name !== action);
    const stream = (name: string | undefined) => ({
      logGroupName: `/aws/lambda/todo-api-dev-${name}`,
      logStreamName: "mine",
    });
    await client.send(new CreateLogStreamCommand(stream(action)));
    const logEvents = [{ timestamp: Date.now(), message: "m" }];
    await client.send(new PutLogEventsCommand({ ...stream(action), logEvents }));
    const denied = { name: "AccessDeniedException" };
    await expect(client.send(new CreateLogStreamCommand(stream(other)))).rejects.toMatchObject(denied);
    await expect(client.send(new PutLogEventsCommand({ ...stream(other), logEvents }))).rejects.toMatchObject(denied);
    const group = { logGroupName: `/aws/lambda/todo-api-dev-${action}` };
    await expect(client.send(new CreateLogGroupCommand(group))).rejects.toMatchObject(denied);
  });
});

const SERVICES = ["dynamodb", "logs", "s3", "iam", "lambda", "apigateway"] as const;

/** The names of all operations in AWS's models, and IAM actions that have other names. */
const MODELED_ACTIONS: readonly string[] = [
  ...SERVICES.flatMap((service) => {
    const { operations, unsupported = {} } = modelOf(service);
    return [...Object.keys(operations), ...Object.keys(unsupported)].map((name) => `${service}:${name}`);
  }),
  ...["ConditionCheckItem", "PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"].map(
    (name) => `dynamodb:${name}`,
  ),
  ...["GetObjectVersion", "ListBucket", "ListAllMyBuckets", "BypassGovernanceRetention"].map((name) => `s3:${name}`),
  ...["lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "iam:PassRole", "sts:AssumeRole", "kms:Decrypt"],
  ...["apigateway:GET", "apigateway:POST", "execute-api:Invoke"],
];

/** The operations that the local cloud supports and that require a permission. */
const SUPPORTED_SAMPLES = SAMPLE_REQUESTS.filter(({ service, operation }) =>
  ["dynamodb", "logs", "s3", "iam", "lambda"].includes(service)
    ? SERVICES.some((one) => one === service && Object.hasOwn(modelOf(one).operations, operation))
    : false,
);

function resourcesFor(action: Action): readonly string[] {
  const { region, account } = deployed.test;
  const at = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  const groups = ACTIONS.map((one) => at("logs", `log-group:/aws/lambda/todo-api-dev-${one}:log-stream:mine`));
  return [
    ...["todo-api-dev", "todo-api-dev/index/any", "todo-api-dev/backup/1", "todo-api-prod"].map((name) =>
      at("dynamodb", `table/${name}`),
    ),
    ...[...groups, at("logs", "log-group:/aws/api-gateway/todo-api-dev:log-stream:mine")],
    at("lambda", `function:todo-api-dev-${action}`),
    `arn:aws:s3:::todo-api-dev-${account}-${region}/index.html`,
    `arn:aws:iam::${account}:role/todo-api/todo-api-dev-${action}-${region}`,
    "*",
  ];
}

function allowedTo(action: Action): readonly string[] {
  const { region, account } = deployed.test;
  const stream = `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/todo-api-dev-${action}:log-stream:mine`;
  const table = `arn:aws:dynamodb:${region}:${account}:table/todo-api-dev`;
  return [
    ...OPERATIONS.filter(([, roles]) => roles.includes(action)).map(([name]) => `dynamodb:${name} ${table}`),
    ...[`logs:CreateLogStream ${stream}`, `logs:PutLogEvents ${stream}`],
  ];
}

/** All policies of the function's role, as IAM returns them. */
async function policiesOf(action: Action): Promise<readonly string[]> {
  const { iam, region } = deployed.cloud;
  const RoleName = roleName(TEST_STACK, action, region);
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([]);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const read = (PolicyName: string) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const found = await Promise.all(PolicyNames.map(read));
  return found.map(({ PolicyDocument = "" }) => decodeURIComponent(PolicyDocument));
}

function sessionOf(action: Action) {
  const { cloud, test: local } = deployed;
  return issueSession(local.cloud, roleArn(cloud, roleName(TEST_STACK, action, cloud.region)), action);
}
