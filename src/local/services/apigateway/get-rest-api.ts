import type { GetRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { taggedRestApiOutput } from "./rest-api-output.ts";

export const getRestApi = {
  needs({ restApiId }: Validated<GetRestApiRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}`)];
  },

  run({ restApiId }: Validated<GetRestApiRequest>, call: Call): RestApi {
    return taggedRestApiOutput(requireApi(call, restApiId));
  },
} satisfies Operation;
