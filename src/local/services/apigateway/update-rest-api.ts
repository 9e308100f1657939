import type { RestApi, UpdateRestApiRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { patchRestApi } from "./patch-rest-api.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { taggedRestApiOutput } from "./rest-api-output.ts";

export const updateRestApi = {
  needs({ restApiId }: Validated<UpdateRestApiRequest>, call: Call) {
    return [requiredPermissions(call, "PATCH", `/restapis/${restApiId}`)];
  },

  /** All of the patch operations or none. */
  run({ restApiId, patchOperations = [] }: Validated<UpdateRestApiRequest>, call: Call): RestApi {
    const api = requireApi(call, restApiId);
    return taggedRestApiOutput(Object.assign(api, patchOperations.reduce(patchRestApi, api)));
  },
} satisfies Operation;
