import type { BatchWriteItemInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, RawAnswer, Validated } from "../../operation.ts";
import { forward } from "./forward.ts";
import { tableNeeds } from "./tables.ts";

export const batchWriteItem = {
  needs({ RequestItems }: Validated<BatchWriteItemInput>, call: Call) {
    return Object.keys(RequestItems).flatMap((name) => tableNeeds(call, name));
  },

  run(_input: Validated<BatchWriteItemInput>, call: Call): Promise<RawAnswer> {
    return forward(call);
  },
} satisfies Operation;
