import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  PutFunctionConcurrencyRequest,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { functionsOf, requireFunction } from "./require-function.ts";
import { CONCURRENCY_QUOTA, requireUnqualified, reservedIn } from "./reserved-concurrency.ts";

/**
 * The concurrency that must remain for functions without reserved concurrency
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html).
 */
const MIN_UNRESERVED = 100;

export const putFunctionConcurrency = {
  permissions(input: Validated<PutFunctionConcurrencyRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<PutFunctionConcurrencyRequest>, call: Call): Concurrency {
    const record = requireFunction(requireUnqualified(locateFunction(input, call)), call);
    const reserved = input.ReservedConcurrentExecutions;
    if (CONCURRENCY_QUOTA - reservedIn(call.cloud, call.region, record.name) - reserved < MIN_UNRESERVED)
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
      );
    functionsOf(call)[record.name] = { ...record, reservedConcurrency: reserved };
    return { ReservedConcurrentExecutions: reserved };
  },
} satisfies Operation;

export const deleteFunctionConcurrency = {
  permissions(input: Validated<DeleteFunctionConcurrencyRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  /** Succeeds even if the function does not have reserved concurrency. */
  run(input: Validated<DeleteFunctionConcurrencyRequest>, call: Call) {
    const record = requireFunction(requireUnqualified(locateFunction(input, call)), call);
    functionsOf(call)[record.name] = { ...record, reservedConcurrency: undefined };
    return undefined;
  },
} satisfies Operation;
