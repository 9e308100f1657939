import { GetAccountCommand, GetRestApisCommand, GetStageCommand } from "@aws-sdk/client-api-gateway";
import { DescribeLogGroupsCommand, ListTagsForResourceCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand, ListTagsOfResourceCommand } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand, GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand, GetPolicyCommand } from "@aws-sdk/client-lambda";
import {
  GetBucketPolicyCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import type { Clients } from "./clients.ts";
import { type FunctionRecipe, prefixesOf, type Recipe } from "./recipe.ts";

/** Reads every resource of a stack, as a deploy without changes does. */
export async function readAll(clients: Clients, recipe: Recipe): Promise<void> {
  await Promise.all([
    readTable(clients, recipe),
    readLogGroups(clients, recipe),
    readApi(clients, recipe),
    readSite(clients, recipe),
    clients.iam.send(new GetRoleCommand({ RoleName: recipe.sharedRole })),
    ...recipe.functions.map((one) => readFunction(clients, one)),
  ]);
}

async function readTable({ dynamodb }: Clients, { table: TableName }: Recipe): Promise<void> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
}

async function readFunction({ iam, lambda }: Clients, { name: FunctionName, role: RoleName }: FunctionRecipe) {
  await Promise.all([
    lambda.send(new GetFunctionCommand({ FunctionName })),
    lambda.send(new GetPolicyCommand({ FunctionName })),
    iam.send(new GetRoleCommand({ RoleName })),
    iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "baseline" })),
  ]);
}

async function readLogGroups({ logs }: Clients, { logGroups }: Recipe): Promise<void> {
  await Promise.all(
    prefixesOf(logGroups).map(async (logGroupNamePrefix) => {
      const { logGroups: found = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
      await Promise.all(
        found.map(({ logGroupArn }) => logs.send(new ListTagsForResourceCommand({ resourceArn: logGroupArn }))),
      );
    }),
  );
}

async function readApi({ apigateway }: Clients, { apiName, stage: stageName }: Recipe): Promise<void> {
  const [{ items = [] }] = await Promise.all([
    apigateway.send(new GetRestApisCommand({})),
    apigateway.send(new GetAccountCommand({})),
  ]);
  const restApiId = items.find(({ name }) => name === apiName)?.id;
  await apigateway.send(new GetStageCommand({ restApiId, stageName }));
}

async function readSite({ s3 }: Clients, { bucket: Bucket }: Recipe): Promise<void> {
  await Promise.all([
    s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    s3.send(new GetBucketPolicyCommand({ Bucket })),
    s3.send(new GetBucketWebsiteCommand({ Bucket })),
    s3.send(new ListObjectsV2Command({ Bucket })),
  ]);
}
