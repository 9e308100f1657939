import { CreateRestApiCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketTaggingCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { trustPolicyFor } from "../../../src/resources/role/policy-text.ts";
import type { Account } from "../../support/drifts/drift.ts";
import { tagsOf } from "../../support/drifts/drift.ts";
import { TEST_REGION } from "../../support/local-cloud.ts";

/** Another stage of the same app, whose names have the same prefix. */
const OTHER_STAGE = { "todo-api:app": "todo-api", "todo-api:stage": "dev2", "todo-api:version": "1.0.0" };

/** Adds resources of another stage and untagged resources to the account, all with names like the stack's. */
export async function settleNeighbors({ cloud }: Account): Promise<void> {
  const { iam, lambda, apigateway, dynamodb, s3, logs } = cloud;
  const trust = trustPolicyFor("lambda.amazonaws.com");
  const role = (RoleName: string, tags: Readonly<Record<string, string>>, Path = "/") =>
    iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust, Tags: tagsOf(tags) }));
  await role("todo-api-dev-read", {});
  const { Role } = await role("todo-api-dev2-read-eu-west-1", OTHER_STAGE, "/todo-api/");
  const ZipFile = zipSync({ "index.mjs": strToU8("export const handler = async () => {};") });
  const settings = { Role: Role?.Arn, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile } } as const;
  await lambda.send(new CreateFunctionCommand({ FunctionName: "todo-api-dev-archive", ...settings }));
  await lambda.send(new CreateFunctionCommand({ FunctionName: "todo-api-dev2-read", ...settings, Tags: OTHER_STAGE }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/todo-api-dev-archive" }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/api-gateway/todo-api-dev2", tags: OTHER_STAGE }));
  const endpointConfiguration = { types: ["REGIONAL" as const] };
  await apigateway.send(new CreateRestApiCommand({ name: "todo-api-dev", endpointConfiguration }));
  await apigateway.send(new CreateRestApiCommand({ name: "todo-api-dev2", endpointConfiguration, tags: OTHER_STAGE }));
  await settleTable(dynamodb);
  await settleLogRole(cloud);
  for (const Bucket of ["todo-api-dev-000000000000", "todo-api-dev2-000000000000-eu-west-1"]) {
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: TEST_REGION } }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "index.html", Body: "theirs" }));
  }
  const Bucket = "todo-api-dev2-000000000000-eu-west-1";
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: tagsOf(OTHER_STAGE) } }));
}

async function settleTable(dynamodb: Account["cloud"]["dynamodb"]): Promise<void> {
  const TableName = "todo-api-dev2";
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      Tags: tagsOf(OTHER_STAGE),
    }),
  );
  await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: "theirs" } } }));
}

/** Gives the account another owner's role for API Gateway's logs, which works. */
async function settleLogRole({ iam, apigateway, account }: Account["cloud"]): Promise<void> {
  const RoleName = "their-api-logs";
  const AssumeRolePolicyDocument = trustPolicyFor("apigateway.amazonaws.com");
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const value = `arn:aws:iam::${account}:role/${RoleName}`;
  const patchOperations = [{ op: "replace" as const, path: "/cloudwatchRoleArn", value }];
  await apigateway.send(new UpdateAccountCommand({ patchOperations }));
}
