import type { DeleteTableInput, DeleteTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { dropEngineTable } from "./engine-table.ts";
import { IN_USE, inUse, invalid } from "./errors.ts";
import { engineNameOf, type TableRecord } from "./store.ts";
import { tableOutput } from "./table-output.ts";
import { presentTable, refuseWhileChanging, tableNeeds } from "./tables.ts";
import { areTagsLocked } from "./tag-lock.ts";
import { noteUnsettled } from "./unsettled.ts";

export const deleteTable = {
  needs({ TableName }: Validated<DeleteTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  async run({ TableName }: Validated<DeleteTableInput>, call: Call): Promise<DeleteTableOutput> {
    const table = presentTable(call, TableName);
    refuseWhileChanging(call, table);
    if (areTagsLocked(table, call)) throw inUse(`${IN_USE} Table tags are being updated: ${TableName}`);
    if (table.deletionProtected)
      throw invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    const settled = recordDeletion(table, call);
    // The table is deleted: what a failing store keeps of it is removed at the next start.
    await dropEngineTable(call.cloud.tables, call.region, engineNameOf(table)).then(settled, () => {});
    return { TableDescription: tableOutput(table, call.cloud.clock.now()) };
  },
} satisfies Operation;

function recordDeletion(table: TableRecord, call: Call): () => void {
  const { clock, pace } = call.cloud;
  table.deletedAt = clock.now();
  table.goneAt = table.deletedAt + pace.delay("table-gone", table.name);
  try {
    return noteUnsettled(call, engineNameOf(table));
  } catch (error) {
    table.deletedAt = undefined;
    table.goneAt = undefined;
    throw error;
  }
}
