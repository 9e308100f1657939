import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { configurationOutput } from "./configuration-output.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { presentFunction } from "./present-function.ts";
import { qualified } from "./qualified.ts";
import type { FunctionRecord } from "./store.ts";

export const getFunction = {
  needs(input: Validated<GetFunctionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  /** Tags only for callers who may list them (Lambda/API_GetFunction). */
  run(input: Validated<GetFunctionRequest>, call: Call): GetFunctionResponse {
    const location = locateFunction(input, call);
    const record = presentFunction(location, call);
    const showsTags =
      Object.keys(record.tags).length > 0 && call.may({ action: "lambda:ListTags", resource: record.arn });
    return {
      Configuration: qualified(configurationOutput(record, call.cloud.clock.now()), location),
      ...concurrencyOutput(record),
      Code: { RepositoryType: "S3", Location: "https://code-download-is-not-supported.invalid/" },
      ...(showsTags && { Tags: record.tags }),
    };
  },
} satisfies Operation;

function concurrencyOutput({ reservedConcurrency }: FunctionRecord): GetFunctionResponse {
  if (reservedConcurrency === undefined) return {};
  return { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
}
