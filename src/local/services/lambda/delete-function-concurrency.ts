import type { DeleteFunctionConcurrencyRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { functionsOf, requireFunction } from "./require-function.ts";
import { unqualified } from "./reserved-concurrency.ts";

export const deleteFunctionConcurrency = {
  needs(input: Validated<DeleteFunctionConcurrencyRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  /** A function that has none reserved is success too. */
  run(input: Validated<DeleteFunctionConcurrencyRequest>, call: Call) {
    const record = requireFunction(unqualified(locateFunction(input, call)), call);
    functionsOf(call)[record.name] = { ...record, reservedConcurrency: undefined };
    return undefined;
  },
} satisfies Operation;
