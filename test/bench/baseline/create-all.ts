import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  CreateRestApiCommand,
  PutRestApiCommand,
  UpdateAccountCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DescribeTableCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { AttachRolePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, GetFunctionCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import type { Clients } from "./clients.ts";
import type { FunctionRecipe, Recipe } from "./recipe.ts";

/** Creates every resource of a stack. */
export async function createAll(clients: Clients, recipe: Recipe): Promise<void> {
  const api = createApi(clients, recipe);
  const logs = recipe.logGroups.map((name) => createLogGroup(clients, name));
  const functions = recipe.functions.map(async (one) => {
    await createFunction(clients, one);
    await allowInvocation(clients, one, await api);
  });
  await Promise.all([
    createTable(clients, recipe),
    createSite(clients, recipe),
    ...functions,
    Promise.all([api, createAccountRole(clients, recipe), ...logs]).then(([id]) => setStage(clients, recipe, id)),
  ]);
}

async function createTable({ dynamodb }: Clients, { table: TableName }: Recipe): Promise<void> {
  const key = ["pk", "id"] as const;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: key.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "id", KeyType: "RANGE" },
      ],
    }),
  );
  await dynamodb.send(new DescribeTableCommand({ TableName }));
  const TimeToLiveSpecification = { AttributeName: "expiresAt", Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function createLogGroup({ logs }: Clients, logGroupName: string): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
}

async function createFunction({ iam, lambda }: Clients, one: FunctionRecipe): Promise<void> {
  const trust = { RoleName: one.role, AssumeRolePolicyDocument: one.trust };
  const { Role } = await iam.send(new CreateRoleCommand(trust));
  await iam.send(new PutRolePolicyCommand({ RoleName: one.role, PolicyName: "baseline", PolicyDocument: one.policy }));
  const Code = { ZipFile: Buffer.from(one.zip, "base64") };
  await lambda.send(new CreateFunctionCommand({ ...one.settings, FunctionName: one.name, Role: Role?.Arn, Code }));
  await lambda.send(new GetFunctionCommand({ FunctionName: one.name }));
}

async function allowInvocation(
  { lambda }: Clients,
  { name: FunctionName }: FunctionRecipe,
  apiId: string,
): Promise<void> {
  const StatementId = `baseline-${apiId}`;
  const Principal = "apigateway.amazonaws.com";
  await lambda.send(
    new AddPermissionCommand({ FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal }),
  );
}

async function createApi({ apigateway }: Clients, { apiName: name, stage, document }: Recipe): Promise<string> {
  const created = await apigateway.send(
    new CreateRestApiCommand({ name, endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  const restApiId = created.id ?? "";
  await apigateway.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body: Buffer.from(document) }));
  await apigateway.send(new CreateDeploymentCommand({ restApiId, stageName: stage }));
  return restApiId;
}

async function createAccountRole({ apigateway, iam }: Clients, { sharedRole, sharedTrust }: Recipe): Promise<void> {
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: sharedRole, AssumeRolePolicyDocument: sharedTrust }),
  );
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new AttachRolePolicyCommand({ RoleName: sharedRole, PolicyArn }));
  const patchOperations = [{ op: "replace" as const, path: "/cloudwatchRoleArn", value: Role?.Arn }];
  await apigateway.send(new UpdateAccountCommand({ patchOperations }));
}

async function setStage({ apigateway }: Clients, { stage, accessLogArn }: Recipe, restApiId: string): Promise<void> {
  const values = {
    "/*/*/throttling/rateLimit": "25",
    "/*/*/throttling/burstLimit": "50",
    "/accessLogSettings/destinationArn": accessLogArn,
    "/accessLogSettings/format": '{"requestId":"$context.requestId"}',
  };
  const patchOperations = Object.entries(values).map(([path, value]) => ({ op: "replace" as const, path, value }));
  await apigateway.send(new UpdateStageCommand({ restApiId, stageName: stage, patchOperations }));
}

async function createSite({ s3 }: Clients, { bucket: Bucket, site }: Recipe): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  const blocked = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: blocked }));
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` }];
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  await Promise.all(
    readdirSync(site).map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(site, Key)) }))),
  );
}
