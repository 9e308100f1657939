import type { DescribeTableInput, DescribeTableOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { tableOutput } from "./table-output.ts";
import { requireTable, tableNeeds } from "./tables.ts";

export const describeTable = {
  needs({ TableName }: Validated<DescribeTableInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run({ TableName }: Validated<DescribeTableInput>, call: Call): DescribeTableOutput {
    return { Table: tableOutput(requireTable(call, TableName), call.cloud.clock.now()) };
  },
} satisfies Operation;
