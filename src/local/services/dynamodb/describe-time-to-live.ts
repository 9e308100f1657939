import type { DescribeTimeToLiveInput, DescribeTimeToLiveOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { presentTable, tableNeeds } from "./tables.ts";

export const describeTimeToLive = {
  needs({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call): DescribeTimeToLiveOutput {
    const attribute = presentTable(call, TableName).timeToLive?.attribute;
    return {
      TimeToLiveDescription: attribute
        ? { TimeToLiveStatus: "ENABLED", AttributeName: attribute }
        : { TimeToLiveStatus: "DISABLED" },
    };
  },
} satisfies Operation;
