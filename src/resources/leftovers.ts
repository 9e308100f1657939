import type { Cloud } from "../aws/cloud.ts";
import { bucketName } from "../aws/names.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { Resource } from "../engine/resource.ts";
import { KIND } from "./kinds.ts";
import { listBucketNames, listFunctionNames, listRoleNames, listTableNames } from "./list-names.ts";
import { listLogGroups } from "./log-group-listings.ts";
import { findRestApis } from "./rest-api/find-rest-api.ts";
import { API_KEY } from "./usage-plan/api-key.ts";
import { findOwnKeys } from "./usage-plan/find-api-keys.ts";
import { findUsagePlans } from "./usage-plan/find-usage-plans.ts";
import { USAGE_PLAN } from "./usage-plan/usage-plan.ts";

/** A resource that still exists. */
export interface Leftover {
  readonly kind: string;
  readonly name: string;
}

/** Lists the resources of a stack that remain after a destroy, according to AWS's lists. */
export async function findLeftovers(
  stack: { readonly name: StackName; readonly resources: readonly Resource[] },
  cloud: Cloud,
): Promise<readonly Leftover[]> {
  const names = new Set(stack.resources.filter(({ scope }) => scope !== "account").map(({ name }) => name));
  const leftoversOf = (kind: string, found: readonly string[]) =>
    found.filter((name) => names.has(name)).map((name) => ({ kind, name }));
  const [tables, functions, roles, buckets, groups, apis, keys, plans] = await Promise.all([
    listTableNames(cloud),
    listFunctionNames(cloud),
    listRoleNames(cloud),
    listBucketNames(cloud, bucketName(stack.name, cloud)),
    listLogGroups(cloud.logs, { logGroupNamePattern: stackLabel(stack.name) }),
    findRestApis(cloud.apigateway, stack.name),
    findOwnKeys(cloud, stack.name),
    findUsagePlans(cloud, stack.name),
  ]);
  return [
    ...leftoversOf(KIND.table, tables),
    ...leftoversOf(KIND.function, functions),
    ...leftoversOf(KIND.role, roles),
    ...leftoversOf(KIND.bucket, buckets),
    ...leftoversOf(
      KIND.logGroup,
      groups.map(({ logGroupName = "" }) => logGroupName),
    ),
    ...apis.map(({ id = "" }) => ({ kind: KIND.restApi, name: id })),
    ...keys.map(({ name }) => ({ kind: API_KEY, name })),
    ...plans.map(({ name = "" }) => ({ kind: USAGE_PLAN, name })),
  ];
}

/** Returns the given resources that are log groups and still exist. */
export async function findLogGroups(
  resources: readonly Resource[],
  stack: StackName,
  { logs }: Cloud,
): Promise<readonly Resource[]> {
  const found = await listLogGroups(logs, { logGroupNamePattern: stackLabel(stack) });
  const names = new Set(found.map(({ logGroupName = "" }) => logGroupName));
  return resources.filter(({ kind, name }) => kind === KIND.logGroup && names.has(name));
}
