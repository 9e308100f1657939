import type { DeleteTableInput, DeleteTableOutput, TableDescription } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../operation.ts";
import { dropEngineTable } from "./engine-table.ts";
import { IN_USE, inUse, invalid } from "./errors.ts";
import { engineNameOf, type TableRecord } from "./store.ts";
import { tableOutput } from "./table-output.ts";
import { refuseWhileChanging, requireTable, tablePermissions } from "./tables.ts";
import { areTagsLocked } from "./tag-lock.ts";
import { noteUnsettled } from "./unsettled.ts";

export const deleteTable = {
  permissions({ TableName }: Validated<DeleteTableInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  async run({ TableName }: Validated<DeleteTableInput>, call: Call): Promise<DeleteTableOutput> {
    const table = requireTable(call, TableName);
    refuseWhileChanging(call, table);
    if (areTagsLocked(table, call)) throw inUse(`${IN_USE} Table tags are being updated: ${table.name}`);
    if (table.deletionProtected)
      throw invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    const removeNote = recordDeletion(table, call);
    // The deletion has been recorded. If the engine fails, the local cloud's next start removes the rest of the table.
    await dropEngineTable(call.cloud.tables, call.region, engineNameOf(table)).then(removeNote, () => {});
    return { TableDescription: deletedOutput(table, call.cloud.clock.now()) };
  },
} satisfies Operation;

/** Describes a table without the members that DeleteTable does not return. */
function deletedOutput(table: TableRecord, now: number): TableDescription {
  const { AttributeDefinitions, KeySchema, CreationDateTime, WarmThroughput, ...output } = tableOutput(table, now);
  return output;
}

function recordDeletion(table: TableRecord, call: Call): () => void {
  const { clock, timing } = call.cloud;
  table.deletedAt = clock.now();
  table.removedAt = table.deletedAt + timing.delay("table-gone", table.name);
  try {
    return noteUnsettled(call, engineNameOf(table));
  } catch (error) {
    table.deletedAt = undefined;
    table.removedAt = undefined;
    throw error;
  }
}
