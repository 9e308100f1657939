import type { Cloud } from "../aws/cloud.ts";
import type { AuditedStack } from "./control.ts";
import type { StackFacts } from "./facts.ts";
import { readApis } from "./read-api.ts";
import { readBuckets } from "./read-bucket.ts";
import { readFunctions, readRoles } from "./read-functions.ts";
import { readLogGroups } from "./read-log-groups.ts";
import { readTables } from "./read-table.ts";

/** Reads the facts that the controls check. */
export async function readFacts(cloud: Cloud, stack: AuditedStack): Promise<StackFacts> {
  const apis = readApis(cloud, stack);
  const functions = readFunctions(cloud, stack, apis);
  const [apiFacts, functionFacts, roles, tables, logGroups, buckets] = await Promise.all([
    apis,
    functions,
    functions.then((found) => readRoles(cloud, stack, found)),
    readTables(cloud, stack),
    readLogGroups(cloud, stack),
    readBuckets(cloud, stack),
  ]);
  return { apis: apiFacts, functions: functionFacts, roles, tables, logGroups, buckets };
}
