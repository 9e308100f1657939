import { DeleteRestApiCommand, GetRestApisCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { DeleteLogGroupCommand, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteTableCommand, DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { DeleteFunctionCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import type { Clients } from "./clients.ts";
import { type FunctionRecipe, prefixesOf, type Recipe } from "./recipe.ts";

/** Removes every resource of a stack, and lists what remains. */
export async function removeAll(clients: Clients, recipe: Recipe): Promise<void> {
  await Promise.all([
    removeApi(clients, recipe),
    removeTable(clients, recipe),
    removeSite(clients, recipe),
    removeAccountRole(clients, recipe),
    ...recipe.functions.map((one) => removeFunction(clients, one)),
  ]);
  // A function that is still ending would recreate its log group.
  await Promise.all(
    recipe.logGroups.map((logGroupName) => clients.logs.send(new DeleteLogGroupCommand({ logGroupName }))),
  );
  await listAll(clients, recipe);
}

async function listAll({ apigateway, dynamodb, iam, lambda, logs, s3 }: Clients, { logGroups }: Recipe): Promise<void> {
  await Promise.all([
    apigateway.send(new GetRestApisCommand({})),
    dynamodb.send(new ListTablesCommand({})),
    iam.send(new ListRolesCommand({ PathPrefix: "/todo-api/" })),
    lambda.send(new ListFunctionsCommand({})),
    s3.send(new ListBucketsCommand({})),
    ...prefixesOf(logGroups).map((logGroupNamePrefix) =>
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix })),
    ),
  ]);
}

async function removeApi({ apigateway }: Clients, { apiName }: Recipe): Promise<void> {
  const { items = [] } = await apigateway.send(new GetRestApisCommand({}));
  const restApiId = items.find(({ name }) => name === apiName)?.id;
  await apigateway.send(new DeleteRestApiCommand({ restApiId }));
}

async function removeTable({ dynamodb }: Clients, { table: TableName }: Recipe): Promise<void> {
  await dynamodb.send(new DeleteTableCommand({ TableName }));
  await dynamodb.send(new DescribeTableCommand({ TableName })).catch(() => undefined);
}

async function removeSite({ s3 }: Clients, { bucket: Bucket }: Recipe): Promise<void> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const Objects = Versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

async function removeAccountRole({ apigateway, iam }: Clients, { sharedRole: RoleName }: Recipe): Promise<void> {
  const patchOperations = [{ op: "replace" as const, path: "/cloudwatchRoleArn", value: "" }];
  await apigateway.send(new UpdateAccountCommand({ patchOperations }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}

async function removeFunction({ iam, lambda }: Clients, { name: FunctionName, role: RoleName }: FunctionRecipe) {
  await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "baseline" }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
}
