import type { ListTablesInput, ListTablesOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation } from "../../operation.ts";
import { tablesOf } from "./tables.ts";

/** Names on a page unless fewer are asked for (DDB/API_ListTables). */
const PAGE = 100;

export const listTables = {
  needs() {
    return [{ action: "dynamodb:ListTables", resource: "*" }];
  },

  run({ ExclusiveStartTableName = "", Limit = PAGE }: ListTablesInput, call: Call): ListTablesOutput {
    const rest = Object.keys(tablesOf(call))
      .filter((name) => name > ExclusiveStartTableName)
      .sort();
    const page = rest.slice(0, Limit);
    return { TableNames: page, ...(page.length < rest.length && { LastEvaluatedTableName: page.at(-1) }) };
  },
} satisfies Operation;
