import type { GetFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { type ConfigurationOutput, configurationOutput } from "./configuration-output.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { qualified } from "./qualified.ts";
import { requireSnapshot } from "./require-function.ts";

export const getFunctionConfiguration = {
  needs(input: Validated<GetFunctionConfigurationRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<GetFunctionConfigurationRequest>, call: Call): ConfigurationOutput {
    const location = locateFunction(input, call);
    return qualified(configurationOutput(requireSnapshot(location, call), call.cloud.clock.now()), location);
  },
} satisfies Operation;
