import type { GetRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { needs } from "./required-permissions.ts";
import { presentApi } from "./records.ts";
import { taggedRestApiOutput } from "./rest-api-output.ts";

export const getRestApi = {
  needs({ restApiId }: Validated<GetRestApiRequest>, call: Call) {
    return [needs(call, "GET", `/restapis/${restApiId}`)];
  },

  run({ restApiId }: Validated<GetRestApiRequest>, call: Call): RestApi {
    return taggedRestApiOutput(presentApi(call, restApiId));
  },
} satisfies Operation;
