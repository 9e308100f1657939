import { paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { ROLE_PATH } from "../aws/names.ts";

/** Lists the tables of the region. */
export async function tableNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListTables({ client: cloud.dynamodb }, {})) found.push(...(page.TableNames ?? []));
  return found;
}

/** Lists the functions of the region. */
export async function functionNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListFunctions({ client: cloud.lambda }, {}))
    found.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
  return found;
}

/** Lists the roles below this tool's path, for all regions. */
export async function roleNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListRoles({ client: cloud.iam }, { PathPrefix: ROLE_PATH }))
    found.push(...(page.Roles ?? []).map(({ RoleName = "" }) => RoleName));
  return found;
}

/** Lists the account's buckets whose names have a prefix, of all regions. */
export async function bucketNames(cloud: Cloud, Prefix?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListBuckets({ client: cloud.s3 }, { Prefix }))
    found.push(...(page.Buckets ?? []).map(({ Name = "" }) => Name));
  return found;
}
