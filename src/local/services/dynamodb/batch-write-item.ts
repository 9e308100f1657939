import type { BatchWriteItemInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, RawAnswer, Validated } from "../../operation.ts";
import { forward } from "./forward.ts";
import { refuseUnlessServing, tableNeeds } from "./tables.ts";

export const batchWriteItem = {
  needs({ RequestItems }: Validated<BatchWriteItemInput>, call: Call) {
    return Object.keys(RequestItems).flatMap((name) => tableNeeds(call, name));
  },

  run({ RequestItems }: Validated<BatchWriteItemInput>, call: Call): Promise<RawAnswer> {
    for (const name of Object.keys(RequestItems)) refuseUnlessServing(call, name);
    return forward(call);
  },
} satisfies Operation;
