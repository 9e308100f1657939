import { CreateDeploymentCommand, CreateRestApiCommand, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DeleteBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import type { Resource } from "../../src/engine/resource.ts";
import { createStates } from "../../src/engine/states.ts";
import { findRestApis } from "../../src/resources/rest-api/find-rest-api.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import type { Stack } from "../../src/stack/stack.ts";
import { connect, stackFor, startStack, TEST_STACK, type TestStack } from "../support/stack.ts";

let deployed: TestStack;
let cloud: Cloud;

beforeAll(async () => {
  deployed = await startStack();
  cloud = await connect(deployed.test);
  await outcomes();
});
afterAll(() => deployed.stop());

/** A change outside todo-api to each resource. */
const MANUAL_CHANGES: readonly (readonly [string, (resource: Resource) => Promise<unknown>])[] = [
  [
    "table",
    ({ name }) => cloud.dynamodb.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: true })),
  ],
  [
    "log-group:api",
    ({ name }) => cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 1 })),
  ],
  [
    "log-group:read",
    ({ name }) => cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: 3653 })),
  ],
  [
    "role:delete",
    ({ name }) =>
      cloud.iam.send(
        new PutRolePolicyCommand({
          RoleName: name,
          PolicyName: "least-privilege",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }],
          }),
        }),
      ),
  ],
  [
    "function:update",
    ({ name }) => cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 3 })),
  ],
  ["permissions:read", ({ name }) => allowOtherAccount(name)],
  [
    "rest-api",
    ({ name }) =>
      cloud.apigateway.send(
        new CreateRestApiCommand({
          name,
          endpointConfiguration: { types: ["REGIONAL"] },
          tags: { "todo-api:app": "todo-api", "todo-api:stage": "dev", "todo-api:version": "0.0.0-test" },
        }),
      ),
  ],
  [
    "stage",
    ({ name }) =>
      cloud.apigateway.send(
        new UpdateStageCommand({
          restApiId: deployed.restApiId,
          stageName: name,
          patchOperations: [{ op: "replace", path: "/*/*/throttling/rateLimit", value: "7" }],
        }),
      ),
  ],
  ["bucket", ({ name }) => cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket: name }))],
  [
    "website",
    ({ name }) =>
      cloud.s3.send(
        new PutObjectCommand({ Bucket: name, Key: "index.html", Body: "defaced", ContentType: "text/html" }),
      ),
  ],
];

describe.each(MANUAL_CHANGES)("%s", (id, change) => {
  test("is the only resource that a deploy updates after a manual change to it, and is then unchanged", async () => {
    expect(await outcomes()).toEqual(allOutcomes("unchanged"));
    await change(resource(id));
    expect(await outcomes()).toEqual({ ...allOutcomes("unchanged"), [id]: "updated" });
    expect(await outcomes()).toEqual(allOutcomes("unchanged"));
  });
});

test.each([["table"], ["log-group:create"], ["role:read"], ["function:delete"], ["rest-api"], ["bucket"]])(
  "removes %s once, then finds nothing, and a deploy recreates it with what depends on it",
  async (id) => {
    expect(await resource(id).remove?.()).toBe(true);
    expect(await resource(id).read(createStates())).toBeUndefined();
    expect(await resource(id).remove?.()).toBe(false);
    const { [id]: outcome, ...others } = await outcomes();
    expect(outcome).toBe("created");
    expect(Object.values(others)).not.toContain("failed");
    expect(await outcomes()).toEqual(allOutcomes("unchanged"));
  },
);

test("recreates the function of a recreated role, and the API still responds", async () => {
  await resource("role:read").remove?.();
  expect(await outcomes()).toMatchObject({
    "role:read": "created",
    "function:read": "updated",
    "permissions:read": "created",
  });
  const [api] = await findRestApis(cloud.apigateway, TEST_STACK);
  const apiUrl = await cloud.addresses.apiUrl(api?.id ?? "", TEST_STACK.stage);
  expect((await fetch(`${apiUrl}/items`)).status).toBe(200);
  expect(await outcomes()).toEqual(allOutcomes("unchanged"));
});

test("replaces a deployment created outside todo-api", async () => {
  const [api] = await findRestApis(cloud.apigateway, TEST_STACK);
  const restApiId = api?.id;
  await cloud.apigateway.send(new CreateDeploymentCommand({ restApiId, stageName: "dev", description: "by hand" }));
  deployed.test.forgetCalls();
  expect(await outcomes()).toEqual({ ...allOutcomes("unchanged"), stage: "updated" });
  const changes = deployed.test.calls().filter(({ readOnly }) => !readOnly);
  expect(changes.map(({ operation }) => operation)).toEqual([
    "PutRestApi",
    "CreateDeployment",
    "UpdateStage",
    "DeleteDeployment",
  ]);
});

test("removes an unknown object from the website", async () => {
  await cloud.s3.send(new PutObjectCommand({ Bucket: resource("bucket").name, Key: "stray.txt", Body: "?" }));
  expect(await outcomes()).toEqual({ ...allOutcomes("unchanged"), website: "updated" });
  const websiteUrl = await cloud.addresses.websiteUrl(resource("bucket").name);
  expect((await fetch(`${websiteUrl}/stray.txt`)).status).toBe(403);
});

/** The stack of a user who turned protection off: without that setting, a deploy keeps the table's protection. */
function unprotectedStack(): Stack {
  return stackFor(cloud, TEST_STACK, false);
}

function resource(id: string): Resource {
  const found = unprotectedStack().resources.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`The stack has no resource ${id}.`);
  return found;
}

async function outcomes(): Promise<Readonly<Record<string, string>>> {
  const { results } = await runStack(unprotectedStack(), cloud, () => {});
  for (const { error } of results) if (error) throw error;
  return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));
}

function allOutcomes(outcome: string): Readonly<Record<string, string>> {
  return Object.fromEntries(stackFor(cloud).resources.map(({ id }) => [id, outcome]));
}

async function allowOtherAccount(FunctionName: string): Promise<void> {
  const stray = { StatementId: "stray", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
  await cloud.lambda.send(new AddPermissionCommand({ FunctionName, ...stray }));
}
