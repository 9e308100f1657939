import { paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { collectPages } from "../aws/collect-pages.ts";
import { ROLE_PATH } from "../aws/names.ts";

/** Lists the names of the tables in the account and region. */
export async function listTableNames(cloud: Cloud): Promise<readonly string[]> {
  return collectPages(paginateListTables({ client: cloud.dynamodb }, {}), ({ TableNames }) => TableNames);
}

/** Lists the names of the functions in the account and region. */
export async function listFunctionNames(cloud: Cloud): Promise<readonly string[]> {
  const found = await collectPages(paginateListFunctions({ client: cloud.lambda }, {}), ({ Functions }) => Functions);
  return found.map(({ FunctionName = "" }) => FunctionName);
}

/** Lists the names of the roles under todo-api's path, for all regions. */
export async function listRoleNames(cloud: Cloud): Promise<readonly string[]> {
  const pages = paginateListRoles({ client: cloud.iam }, { PathPrefix: ROLE_PATH });
  return (await collectPages(pages, ({ Roles }) => Roles)).map(({ RoleName = "" }) => RoleName);
}

/** Lists the names of the account's buckets in all regions; with a prefix, only those that begin with it. */
export async function listBucketNames(cloud: Cloud, Prefix?: string): Promise<readonly string[]> {
  const pages = paginateListBuckets({ client: cloud.s3 }, { Prefix });
  return (await collectPages(pages, ({ Buckets }) => Buckets)).map(({ Name = "" }) => Name);
}
