import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  PutRestApiCommand,
  TagResourceCommand as TagApiCommand,
  UntagResourceCommand as UntagApiCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import {
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand as TagGroupCommand,
  UntagResourceCommand as UntagGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  TagResourceCommand as TagTableCommand,
  UntagResourceCommand as UntagTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  RemovePermissionCommand,
  TagResourceCommand as TagFunctionCommand,
  UntagResourceCommand as UntagFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import {
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { type PlannedStep, planDeploy } from "../../src/commands/plan/make-plan.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { observe } from "../../src/engine/observe.ts";
import type { Stack } from "../../src/stack.ts";
import { type Inventory, inventoryOf } from "../support/inventory.ts";
import { connect, stackFor, startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

let deployed: TestStack;
let cloud: Cloud;
let asDeployed: Inventory;

beforeAll(async () => {
  deployed = await startStack();
  cloud = await connect(deployed.test);
  await deploy(stack().resources, cloud, () => {});
  asDeployed = inventoryOf(deployed.test.cloud);
});
afterAll(() => deployed.stop());
/** A case that failed is no reason for the next one to fail. */
afterEach(() => deploy(stack().resources, cloud, () => {}));

const NAME = "todo-api-dev";
const FUNCTION = `${NAME}-read`;
const ROLE = `${NAME}-read-eu-west-1`;
const GROUP = `/aws/lambda/${NAME}-read`;
const BUCKET = `${NAME}-000000000000-eu-west-1`;
const TABLE_ARN = `arn:aws:dynamodb:eu-west-1:000000000000:table/${NAME}`;
const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:000000000000:function:${FUNCTION}`;
const GROUP_ARN = `arn:aws:logs:eu-west-1:000000000000:log-group:${GROUP}`;
const OTHER_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }],
});
const TRUST_IN_EC2 = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

type Spoil = () => Promise<unknown>;

/** What somebody does behind the tool's back, and what a plan must say of it: the resources by id, each with its fields, or `create`. */
const CASES: readonly (readonly [string, Spoil, Readonly<Record<string, readonly string[] | "create">>])[] = [
  [
    "the table's deletion protection",
    () => cloud.dynamodb.send(new UpdateTableCommand({ TableName: NAME, DeletionProtectionEnabled: false })),
    { table: ["deletionProtection"] },
  ],
  [
    "the table's point-in-time recovery",
    () =>
      cloud.dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName: NAME,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      ),
    { table: ["pointInTimeRecovery"] },
  ],
  [
    "the table's billing mode",
    // The local cloud's tables are on demand only: AWS's could have been changed.
    async () => {
      const table = deployed.test.cloud.dynamodb.data.regions["eu-west-1"]?.[NAME];
      if (table) table.billing = { mode: "PROVISIONED", readUnits: 1, writeUnits: 1 };
    },
    { table: ["billingMode"] },
  ],
  [
    "a tag of the table",
    () =>
      cloud.dynamodb.send(
        new TagTableCommand({ ResourceArn: TABLE_ARN, Tags: [{ Key: "todo-api:version", Value: "0.0.0" }] }),
      ),
    { table: ["tags.todo-api:version"] },
  ],
  [
    "the table's record removed",
    () => cloud.dynamodb.send(new UntagTableCommand({ ResourceArn: TABLE_ARN, TagKeys: ["todo-api:intent"] })),
    { table: ["timeToLive", "tags.todo-api:intent"] },
  ],
  [
    "a log group's retention",
    () => cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 1 })),
    { "log-group:read": ["retentionInDays"] },
  ],
  [
    "a log group's retention removed",
    () => cloud.logs.send(new DeleteRetentionPolicyCommand({ logGroupName: `/aws/api-gateway/${NAME}` })),
    { "log-group:api": ["retentionInDays"] },
  ],
  [
    "a tag of a log group",
    () => cloud.logs.send(new TagGroupCommand({ resourceArn: GROUP_ARN, tags: { "todo-api:version": "0.0.0" } })),
    { "log-group:read": ["tags.todo-api:version"] },
  ],
  [
    "a log group's record removed",
    () => cloud.logs.send(new UntagGroupCommand({ resourceArn: GROUP_ARN, tagKeys: ["todo-api:intent"] })),
    { "log-group:read": ["tags.todo-api:intent"] },
  ],
  [
    "a log group removed",
    () => cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP })),
    { "log-group:read": "create" },
  ],
  [
    "a role's description",
    () => cloud.iam.send(new UpdateRoleCommand({ RoleName: ROLE, Description: "?" })),
    { "role:read": ["description"] },
  ],
  [
    "a role's trust policy",
    () => cloud.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: TRUST_IN_EC2 })),
    { "role:read": ["trustPolicy"] },
  ],
  [
    "a role's policy",
    () =>
      cloud.iam.send(
        new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege", PolicyDocument: OTHER_POLICY }),
      ),
    { "role:read": ["policy"] },
  ],
  [
    "a role's policy removed",
    () => cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege" })),
    { "role:read": ["policy"] },
  ],
  [
    "a tag of a role",
    () => cloud.iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: [{ Key: "todo-api:version", Value: "0.0.0" }] })),
    { "role:read": ["tags.todo-api:version"] },
  ],
  [
    "a role's record removed",
    () => cloud.iam.send(new UntagRoleCommand({ RoleName: ROLE, TagKeys: ["todo-api:intent"] })),
    { "role:read": ["tags.todo-api:intent"] },
  ],
  [
    "a function's role",
    () => configure({ Role: `arn:aws:iam::000000000000:role/todo-api/${NAME}-create-eu-west-1` }),
    { "function:read": ["Role"] },
  ],
  ["a function's handler", () => configure({ Handler: "other.handler" }), { "function:read": ["Handler"] }],
  ["a function's description", () => configure({ Description: "?" }), { "function:read": ["Description"] }],
  ["a function's timeout", () => configure({ Timeout: 3 }), { "function:read": ["Timeout"] }],
  ["a function's memory", () => configure({ MemorySize: 512 }), { "function:read": ["MemorySize"] }],
  [
    "a function's environment",
    () => configure({ Environment: { Variables: { TABLE_NAME: "other" } } }),
    { "function:read": ["Environment", "MODEL"] },
  ],
  [
    "a function's environment removed",
    () => configure({ Environment: { Variables: {} } }),
    { "function:read": ["Environment", "MODEL"] },
  ],
  ["a function's runtime", () => configure({ Runtime: "nodejs22.x" }), { "function:read": ["Runtime"] }],
  [
    "where a function logs",
    () => configure({ LoggingConfig: { LogFormat: "Text", LogGroup: GROUP } }),
    { "function:read": ["LoggingConfig"] },
  ],
  [
    "a function's code",
    async () => {
      const { code } = functionRecord(`${NAME}-create`);
      return cloud.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: FUNCTION,
          ZipFile: deployed.test.cloud.blobs.get(code.sha256),
          Architectures: ["arm64"],
        }),
      );
    },
    { "function:read": ["codeSha256"] },
  ],
  [
    "a tag of a function",
    () => cloud.lambda.send(new TagFunctionCommand({ Resource: FUNCTION_ARN, Tags: { "todo-api:version": "0.0.0" } })),
    { "function:read": ["tags.todo-api:version"] },
  ],
  [
    "a function's record removed",
    () => cloud.lambda.send(new UntagFunctionCommand({ Resource: FUNCTION_ARN, TagKeys: ["todo-api:intent"] })),
    { "function:read": ["tags.todo-api:intent"] },
  ],
  [
    "a function removed",
    () => cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION })),
    { "function:read": "create", "permissions:read": "create" },
  ],
  [
    "a permission in place of another",
    async () => {
      await allowByHand();
      await cloud.lambda.send(new RemovePermissionCommand({ FunctionName: FUNCTION, StatementId: sid() }));
    },
    { "permissions:read": ["* /items*", "by-hand"] },
  ],
  [
    "the permission removed",
    () => cloud.lambda.send(new RemovePermissionCommand({ FunctionName: FUNCTION, StatementId: sid() })),
    { "permissions:read": "create" },
  ],
  ["a permission of another API", () => allowByHand(), { "permissions:read": ["by-hand"] }],
  [
    "a second API of the stack",
    () =>
      cloud.apigateway.send(
        new CreateRestApiCommand({
          name: NAME,
          endpointConfiguration: { types: ["REGIONAL"] },
          tags: apiRecord().tags,
        }),
      ),
    { "rest-api": ["duplicate"] },
  ],
  [
    "a tag of the API",
    () => cloud.apigateway.send(new TagApiCommand({ resourceArn: apiArn(), tags: { "todo-api:version": "0.0.0" } })),
    { "rest-api": ["tags.todo-api:version"] },
  ],
  [
    "the API's list of functions removed",
    () => cloud.apigateway.send(new UntagApiCommand({ resourceArn: apiArn(), tagKeys: ["todo-api:functions"] })),
    { "rest-api": ["tags.todo-api:functions"] },
  ],
  ["the API's definition", () => putOtherDefinition(), { "rest-api": ["name", "version"] }],
  [
    "what the stage serves",
    async () => {
      await putOtherDefinition();
      await cloud.apigateway.send(new CreateDeploymentCommand({ restApiId: apiRecord().id, stageName: "dev" }));
    },
    { "rest-api": ["name", "version"], stage: ["version"] },
  ],
  ["the stage's rate limit", () => updateStage("/*/*/throttling/rateLimit", "7"), { stage: ["throttlingRateLimit"] }],
  [
    "the stage's burst limit",
    () => updateStage("/*/*/throttling/burstLimit", "7"),
    { stage: ["throttlingBurstLimit"] },
  ],
  [
    "the stage's access log",
    () => updateStage("/accessLogSettings/destinationArn", GROUP_ARN),
    { stage: ["accessLogDestination"] },
  ],
  [
    "the stage's access log format",
    () => updateStage("/accessLogSettings/format", '{"requestId":"$context.requestId"}'),
    { stage: ["accessLogFormat"] },
  ],
  [
    "the stage's access log removed",
    () =>
      cloud.apigateway.send(
        new UpdateStageCommand({
          restApiId: apiRecord().id,
          stageName: "dev",
          patchOperations: [{ op: "remove", path: "/accessLogSettings" }],
        }),
      ),
    { stage: ["accessLogDestination", "accessLogFormat"] },
  ],
  ["the stage's note", () => updateStage("/description", "by hand"), { stage: ["version"] }],
  [
    "the stage removed",
    () => cloud.apigateway.send(new DeleteStageCommand({ restApiId: apiRecord().id, stageName: "dev" })),
    { deployment: "create", stage: "create" },
  ],
  [
    "the API removed",
    () => cloud.apigateway.send(new DeleteRestApiCommand({ restApiId: apiRecord().id })),
    {
      "rest-api": "create",
      deployment: "create",
      stage: "create",
      website: ["index.html", "config.json"],
      "permissions:create": ["POST /items", "<stray>"],
      "permissions:read": ["* /items*", "<stray>"],
      "permissions:update": ["* /items/*", "<stray>"],
      "permissions:delete": ["DELETE /items*", "<stray>"],
    },
  ],
  [
    "the bucket's public access block",
    () =>
      cloud.s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: BUCKET,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        }),
      ),
    { bucket: ["publicAccessBlock"] },
  ],
  [
    "the bucket's policy",
    () =>
      cloud.s3.send(
        new PutBucketPolicyCommand({
          Bucket: BUCKET,
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/app.js` },
            ],
          }),
        }),
      ),
    { bucket: ["policy"] },
  ],
  [
    "the bucket's policy removed",
    () => cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET })),
    { bucket: ["policy"] },
  ],
  [
    "the bucket's index document",
    () =>
      cloud.s3.send(
        new PutBucketWebsiteCommand({
          Bucket: BUCKET,
          WebsiteConfiguration: { IndexDocument: { Suffix: "home.html" } },
        }),
      ),
    { bucket: ["indexDocument"] },
  ],
  [
    "the bucket's website removed",
    () => cloud.s3.send(new DeleteBucketWebsiteCommand({ Bucket: BUCKET })),
    { bucket: ["indexDocument"] },
  ],
  ["a tag of the bucket", () => tagBucket({ "todo-api:version": "0.0.0" }), { bucket: ["tags.todo-api:version"] }],
  [
    "a file of the page",
    () =>
      cloud.s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: "app.js", Body: "alert(1)", ContentType: "text/javascript" }),
      ),
    { website: ["app.js"] },
  ],
  [
    "a file of the page removed",
    () => cloud.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "style.css" })),
    { website: ["style.css"] },
  ],
  [
    "a file more",
    () => cloud.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "more.txt", Body: "?" })),
    { website: ["more.txt"] },
  ],
  [
    "the account's role for logs",
    async () => {
      for (const region of Object.values(deployed.test.cloud.apigateway.data.regions)) region.cloudwatchRoleArn = "";
    },
    { "api-gateway-account": "create" },
  ],
];

test.each(CASES)("%s: a plan names exactly it as drift, a deploy mends exactly it", async (_what, spoil, expected) => {
  await spoil();
  expect(inventoryOf(deployed.test.cloud)).not.toEqual(asDeployed);
  deployed.test.forgetCalls();
  const { steps } = planDeploy(stack(), await observe(stack().resources, cloud, () => {}));
  expect(Object.fromEntries(steps.map((step) => [step.id, fieldsOf(step)]))).toEqual(expected);
  expect(steps.flatMap(causesOf)).not.toContain("intent");
  expect(deployed.test.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);

  const { results } = await deploy(stack().resources, cloud, () => {});
  const touched = results.filter(({ outcome }) => outcome !== "unchanged").map(({ id }) => id);
  expect(touched.sort()).toEqual(Object.keys(expected).sort());
  expect(inventoryOf(deployed.test.cloud)).toEqual(asDeployed);
});

function fieldsOf({ action, changes }: PlannedStep): readonly string[] | string {
  if (action !== "update") return action;
  return changes.map(({ field }) =>
    field.replace(/^duplicate .*/, "duplicate").replace(/^[a-z0-9]{10}-[a-z-]+$/, "<stray>"),
  );
}

/** A stray permission of an API that is gone is known by nothing but the API's absence. */
function causesOf({ cause, changes }: PlannedStep): readonly string[] {
  return [...(cause ? [cause] : []), ...changes.filter(({ to }) => to !== undefined).map((change) => change.cause)];
}

/** Protected, so that the table's protection is among what somebody can take away. */
function stack(): Stack {
  return stackFor(cloud, TEST_STACK, true);
}

function configure(change: Omit<UpdateFunctionConfigurationCommandInput, "FunctionName">): Promise<unknown> {
  return cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, ...change }));
}

function updateStage(path: string, value: string): Promise<unknown> {
  return cloud.apigateway.send(
    new UpdateStageCommand({
      restApiId: apiRecord().id,
      stageName: "dev",
      patchOperations: [{ op: "replace", path, value }],
    }),
  );
}

function putOtherDefinition(): Promise<unknown> {
  const uri = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FUNCTION_ARN}/invocations`;
  const get = {
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri },
    responses: { "200": { description: "OK" } },
  };
  const body = { openapi: "3.0.1", info: { title: "other", version: "1" }, paths: { "/other": { get } } };
  return cloud.apigateway.send(
    new PutRestApiCommand({ restApiId: apiRecord().id, mode: "overwrite", body: Buffer.from(JSON.stringify(body)) }),
  );
}

function tagBucket(changed: Readonly<Record<string, string>>): Promise<unknown> {
  const tags = deployed.test.cloud.s3.data.buckets[BUCKET]?.tags ?? [];
  const TagSet = tags.map(({ key, value }) => ({ Key: key, Value: changed[key] ?? value }));
  return cloud.s3.send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet } }));
}

function apiRecord() {
  const [api] = Object.values(deployed.test.cloud.apigateway.data.regions["eu-west-1"]?.restApis ?? {});
  if (!api) throw new Error("There is no API.");
  return api;
}

function apiArn(): string {
  return `arn:aws:apigateway:eu-west-1::/restapis/${apiRecord().id}`;
}

function sid(): string {
  return `${apiRecord().id}-dev`;
}

function allowByHand() {
  const Action = "lambda:InvokeFunction";
  const Principal = "apigateway.amazonaws.com";
  const SourceArn = "arn:aws:execute-api:eu-west-1:000000000000:abcdefghij/*/*";
  const input = { FunctionName: FUNCTION, StatementId: "by-hand", Action, Principal, SourceArn };
  return cloud.lambda.send(new AddPermissionCommand(input));
}

function functionRecord(name: string) {
  const record = deployed.test.cloud.lambda.data.regions["eu-west-1"]?.[name];
  if (!record) throw new Error(`There is no function ${name}.`);
  return record;
}
