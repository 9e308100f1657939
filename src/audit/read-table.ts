import type { Cloud } from "../aws/cloud.ts";
import { tableName } from "../aws/names.ts";
import { isAwsError } from "../aws/undefined-on.ts";
import { KIND } from "../resources/kinds.ts";
import { hasRecovery } from "../resources/table/recovery.ts";
import { readTablePolicy } from "../resources/table/table-policy.ts";
import { readTableTags } from "../resources/table/table-tags.ts";
import { describeTable } from "../resources/table/waits.ts";
import type { AuditedStack } from "./control.ts";
import { derived, factOf, factUnless, isAbsent } from "./fact.ts";
import type { AuditedResource, TableFacts } from "./facts.ts";
import { statementsIn } from "./statements.ts";

export async function readTables(
  cloud: Cloud,
  { name: stack }: AuditedStack,
): Promise<readonly AuditedResource<TableFacts>[]> {
  const name = tableName(stack);
  const [table, tags, pointInTimeRecovery, policy] = await Promise.all([
    factOf("dynamodb:DescribeTable", describeTable(cloud, name)),
    factOf("dynamodb:ListTagsOfResource", readTableTags(cloud, name)),
    factOf("dynamodb:DescribeContinuousBackups", hasRecovery(cloud, name).catch(falseIfMissing)),
    factUnless("ResourceNotFoundException", "dynamodb:GetResourcePolicy", readTablePolicy(cloud, name)),
  ]);
  if (isAbsent(table)) return [];
  const facts = {
    table: derived(table, (found) => found ?? {}),
    tags: derived(tags, (found) => found ?? {}),
    pointInTimeRecovery,
    policy: derived(policy, (found) => statementsIn(found ?? "{}")),
  };
  return [{ kind: KIND.table, name, facts }];
}

/** The table can be missing, or be deleted between two reads. */
function falseIfMissing(error: unknown): boolean {
  if (isAwsError(error, "TableNotFoundException")) return false;
  throw error;
}
