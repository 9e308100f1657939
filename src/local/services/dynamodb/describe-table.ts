import type { DescribeTableInput, DescribeTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { tableNotFound } from "./errors.ts";
import { tableOutput } from "./table-output.ts";
import { presentTable, tableNeeds } from "./tables.ts";

export const describeTable = {
  needs({ TableName }: Validated<DescribeTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run({ TableName }: Validated<DescribeTableInput>, call: Call): DescribeTableOutput {
    const { clock, pace } = call.cloud;
    const table = presentTable(call, TableName);
    // Right after CreateTable it may not be found (DDB/API_DescribeTable).
    if (clock.now() < table.createdAt + pace.delay("table-visible", TableName)) throw tableNotFound(TableName);
    return { Table: tableOutput(table, clock.now()) };
  },
} satisfies Operation;
