import { modelIdentifier } from "../api/model/model.ts";
import { ITEM_ACTIONS } from "../api/routes.ts";
import { roleArn, roleName, tableArn, tableName } from "../aws/names.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import type { StandaloneResource } from "../engine/resource.ts";
import { type TableInput, table } from "../resources/table/table.ts";
import { NO_POLICY, principalsOf, tablePolicy } from "../resources/table/table-policy.ts";
import type { TableState } from "../resources/table/table-state.ts";
import { MODEL_TAG } from "../resources/table/table-tags.ts";
import type { StackContent, StackInput } from "./stack-content.ts";

/** The table that stores the items. Its tags store the stack's settings and identify the model of the items. */
export function itemsTable(
  { input, owned }: StackContent,
  { usedBy }: Pick<TableInput, "usedBy">,
): StandaloneResource<TableState> {
  return table({
    ...owned,
    tags: { ...owned.tags, [MODEL_TAG]: modelIdentifier(input.model), ...input.settingTags },
    name: tableName(input.name),
    protect: input.settings.protect,
    maxThroughput: input.settings.maxThroughput,
    policy: policyFor(input),
    usedBy,
    keepBackup: input.keepBackup ?? false,
    knownTags: input.tableTags,
  });
}

/** The policy that limits who may use the table; undefined if the setting has never been given. */
function policyFor({ name, cloud, settings, callerArn = "" }: StackInput): TableInput["policy"] {
  if (settings.tablePolicy === undefined) return undefined;
  if (!settings.tablePolicy) return NO_POLICY;
  // Also admits the roles that todo-api creates: a function that switches back to its own role keeps its access.
  const roles = ITEM_ACTIONS.flatMap((action) => [
    roleArn(cloud, roleName(name, action, cloud.region)),
    ...[existingRoleOf(settings, action) ?? []].flat(),
  ]);
  return tablePolicy(tableArn(cloud, tableName(name)), cloud.account, [...roles, ...principalsOf(callerArn)]);
}
