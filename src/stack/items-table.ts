import { modelMark } from "../api/model/model.ts";
import { tableName } from "../aws/names.ts";
import type { StandaloneResource } from "../engine/resource.ts";
import { table } from "../resources/table/table.ts";
import type { TableState } from "../resources/table/table-state.ts";
import { MODEL_TAG } from "../resources/table/table-tags.ts";
import type { StackContent } from "./stack-content.ts";

/** The table of the items. Its tags keep the stack's settings and the model of the items. */
export function itemsTable({ input, owned }: StackContent): StandaloneResource<TableState> {
  return table({
    ...owned,
    tags: { ...owned.tags, [MODEL_TAG]: modelMark(input.model), ...input.settingTags },
    name: tableName(input.name),
    protect: input.settings.protect,
    maxThroughput: input.settings.maxThroughput,
    keepBackup: input.keepBackup ?? false,
    knownTags: input.tableTags,
  });
}
