import type { DeleteTableInput, DeleteTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { dropEngineTable } from "./engine-table.ts";
import { IN_USE, inUse, invalid } from "./errors.ts";
import { tableOutput } from "./table-output.ts";
import { presentTable, refuseWhileChanging, tableNeeds } from "./tables.ts";
import { areTagsLocked } from "./tag-lock.ts";

export const deleteTable = {
  needs({ TableName }: Validated<DeleteTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  async run({ TableName }: Validated<DeleteTableInput>, call: Call): Promise<DeleteTableOutput> {
    const table = presentTable(call, TableName);
    const { clock, pace } = call.cloud;
    refuseWhileChanging(call, table);
    if (areTagsLocked(table, call)) throw inUse(`${IN_USE} Table tags are being updated: ${TableName}`);
    if (table.deletionProtected)
      throw invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    await dropEngineTable(call, TableName);
    table.deletedAt = clock.now();
    table.goneAt = table.deletedAt + pace.delay("table-gone", TableName);
    return { TableDescription: tableOutput(table, clock.now()) };
  },
} satisfies Operation;
