import type { DeleteTableInput, DeleteTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { dropEngineTable } from "./engine-table.ts";
import { invalid } from "./errors.ts";
import { tableOutput } from "./table-output.ts";
import { presentTable, refuseWhileChanging, tableNeeds } from "./tables.ts";

export const deleteTable = {
  needs({ TableName }: Validated<DeleteTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  async run({ TableName }: Validated<DeleteTableInput>, call: Call): Promise<DeleteTableOutput> {
    const table = presentTable(call, TableName);
    const { clock, pace } = call.cloud;
    // To delete a table that is DELETING is no error (DDB/API_DeleteTable).
    if (table.goneAt === undefined) refuseWhileChanging(call, table);
    if (table.deletionProtected)
      throw invalid(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      );
    await dropEngineTable(call, TableName);
    table.goneAt ??= clock.now() + pace.delay("table-gone", TableName);
    return { TableDescription: tableOutput(table, clock.now()) };
  },
} satisfies Operation;
