import { paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { ROLE_PATH } from "../aws/names.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { Stack } from "../stack.ts";
import { listLogGroups } from "./log-group-listings.ts";
import { findRestApis } from "./rest-api/find-rest-api.ts";

/** Something of the stack that is still there. */
export interface Leftover {
  readonly kind: string;
  readonly name: string;
}

/** Lists what is left of a stack, by AWS's own lists and not by what the tool remembers: the proof of a destroy. */
export async function findLeftovers(stack: Stack, cloud: Cloud): Promise<readonly Leftover[]> {
  const names = new Set(stack.resources.filter(({ id }) => id !== "api-gateway-account").map(({ name }) => name));
  const ours = (kind: string, found: readonly string[]) =>
    found.filter((name) => names.has(name)).map((name) => ({ kind, name }));
  const [tables, functions, roles, buckets, groups, apis] = await Promise.all([
    tableNames(cloud),
    functionNames(cloud),
    roleNames(cloud),
    bucketNames(cloud, stack.bucket.name),
    listLogGroups(cloud.logs, { logGroupNamePattern: stackLabel(stack.name) }),
    findRestApis(cloud.apigateway, stack.name),
  ]);
  return [
    ...ours("DynamoDB table", tables),
    ...ours("Lambda function", functions),
    ...ours("IAM role", roles),
    ...ours("S3 website bucket", buckets),
    ...ours(
      "CloudWatch log group",
      groups.map(({ logGroupName = "" }) => logGroupName),
    ),
    ...apis.map(({ id = "" }) => ({ kind: "REST API", name: id })),
  ];
}

async function tableNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListTables({ client: cloud.dynamodb }, {})) found.push(...(page.TableNames ?? []));
  return found;
}

async function functionNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListFunctions({ client: cloud.lambda }, {}))
    found.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
  return found;
}

async function roleNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListRoles({ client: cloud.iam }, { PathPrefix: ROLE_PATH }))
    found.push(...(page.Roles ?? []).map(({ RoleName = "" }) => RoleName));
  return found;
}

async function bucketNames(cloud: Cloud, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListBuckets({ client: cloud.s3 }, { Prefix: name }))
    found.push(...(page.Buckets ?? []).map(({ Name = "" }) => Name));
  return found;
}
