import type { DescribeTimeToLiveInput, DescribeTimeToLiveOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import { requireTable, statusOf, tableNeeds } from "./tables.ts";

export const describeTimeToLive = {
  needs({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call): DescribeTimeToLiveOutput {
    const table = requireTable(call, TableName);
    const status = statusOf(table, call.cloud.clock.now());
    if (status === "CREATING" || status === "DELETING")
      throw invalid(`Cannot describe time to live while table is in ${status} state: Current table state is ${status}`);
    const attribute = table.timeToLive?.attribute;
    return {
      TimeToLiveDescription: attribute
        ? { TimeToLiveStatus: "ENABLED", AttributeName: attribute }
        : { TimeToLiveStatus: "DISABLED" },
    };
  },
} satisfies Operation;
