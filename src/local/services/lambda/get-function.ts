import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { codeLocation } from "./code-location.ts";
import { configurationOutput } from "./configuration-output.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { qualified } from "./qualified.ts";
import { requireOwner, requireSnapshot } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";

export const getFunction = {
  needs(input: Validated<GetFunctionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  /** Tags only for callers who may list them (Lambda/API_GetFunction). */
  run(input: Validated<GetFunctionRequest>, call: Call) {
    const location = locateFunction(input, call);
    const record = requireSnapshot(location, call);
    const owner = requireOwner(location, call);
    const showsTags =
      Object.keys(owner.tags).length > 0 && call.may({ action: "lambda:ListTags", resource: owner.arn });
    return {
      Configuration: qualified(configurationOutput(record, call.cloud.clock.now()), location),
      ...concurrencyOutput(owner),
      Code: { RepositoryType: "S3", Location: codeLocation(call.cloud, record) },
      ...(showsTags && { Tags: owner.tags }),
    };
  },
} satisfies Operation;

function concurrencyOutput({ reservedConcurrency }: FunctionRecord): GetFunctionResponse {
  if (reservedConcurrency === undefined) return {};
  return { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
}
