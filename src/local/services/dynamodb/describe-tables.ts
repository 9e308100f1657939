import type {
  DescribeTableInput,
  DescribeTableOutput,
  ListTablesInput,
  ListTablesOutput,
} from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../operation.ts";
import { tableOutput } from "./table-output.ts";
import { requireTable, tablePermissions, tablesOf } from "./tables.ts";

export const describeTable = {
  permissions({ TableName }: Validated<DescribeTableInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run({ TableName }: Validated<DescribeTableInput>, call: Call): DescribeTableOutput {
    return { Table: tableOutput(requireTable(call, TableName), call.cloud.clock.now()) };
  },
} satisfies Operation;

/**
 * The default number of names on a page
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html).
 */
const DEFAULT_LIMIT = 100;

export const listTables = {
  permissions() {
    return [{ action: "dynamodb:ListTables", resource: "*" }];
  },

  run({ ExclusiveStartTableName = "", Limit = DEFAULT_LIMIT }: ListTablesInput, call: Call): ListTablesOutput {
    const rest = Object.keys(tablesOf(call))
      .filter((name) => name > ExclusiveStartTableName)
      .sort();
    const page = rest.slice(0, Limit);
    return { TableNames: page, ...(page.length < rest.length && { LastEvaluatedTableName: page.at(-1) }) };
  },
} satisfies Operation;
