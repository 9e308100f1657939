import type { DeleteTableInput, DeleteTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { dropEngineTable } from "./engine-table.ts";
import { inUse, invalid } from "./errors.ts";
import { tableOutput } from "./table-output.ts";
import { presentTable, tableNeeds, tablesOf } from "./tables.ts";

export const deleteTable = {
  needs({ TableName }: Validated<DeleteTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  async run({ TableName }: Validated<DeleteTableInput>, call: Call): Promise<DeleteTableOutput> {
    const table = presentTable(call, TableName);
    const now = call.cloud.clock.now();
    if (now < table.activeAt)
      throw inUse(`Attempt to change a resource which is still in use: Table is being created: ${TableName}`);
    if (table.deletionProtected)
      throw invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    await dropEngineTable(call, TableName);
    delete tablesOf(call)[TableName];
    return { TableDescription: { ...tableOutput(table, now), TableStatus: "DELETING" } };
  },
} satisfies Operation;
