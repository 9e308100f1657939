import type { GetFunctionRequest, GetFunctionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { configurationOutput } from "./configuration-output.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { presentFunction } from "./present-function.ts";
import { qualified } from "./qualified.ts";

export const getFunction = {
  needs(input: Validated<GetFunctionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<GetFunctionRequest>, call: Call): GetFunctionResponse {
    const location = locateFunction(input, call);
    const record = presentFunction(location, call);
    return {
      Configuration: qualified(configurationOutput(record, call.cloud.clock.now()), location),
      Code: { RepositoryType: "S3", Location: "https://code-download-is-not-supported.invalid/" },
      ...(Object.keys(record.tags).length > 0 && { Tags: record.tags }),
    };
  },
} satisfies Operation;
