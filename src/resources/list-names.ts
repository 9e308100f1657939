import { paginateListTables } from "@aws-sdk/client-dynamodb";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { ROLE_PATH } from "../aws/names.ts";

/** Every table of the region, over all pages. */
export async function tableNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListTables({ client: cloud.dynamodb }, {})) found.push(...(page.TableNames ?? []));
  return found;
}

/** Every function of the region. */
export async function functionNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListFunctions({ client: cloud.lambda }, {}))
    found.push(...(page.Functions ?? []).map(({ FunctionName = "" }) => FunctionName));
  return found;
}

/** The roles of the account below this tool's path, of every region. */
export async function roleNames(cloud: Cloud): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListRoles({ client: cloud.iam }, { PathPrefix: ROLE_PATH }))
    found.push(...(page.Roles ?? []).map(({ RoleName = "" }) => RoleName));
  return found;
}

/** The account's buckets, of every region, whose names begin so. */
export async function bucketNames(cloud: Cloud, Prefix?: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListBuckets({ client: cloud.s3 }, { Prefix }))
    found.push(...(page.Buckets ?? []).map(({ Name = "" }) => Name));
  return found;
}
