import type { PatchOperation, RestApi, UpdateRestApiRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { needs } from "./needs.ts";
import { presentApi } from "./records.ts";
import { restApiOutput } from "./rest-api-output.ts";
import type { RestApiRecord } from "./store.ts";

export const updateRestApi = {
  needs({ restApiId }: Validated<UpdateRestApiRequest>, call: Call) {
    return [needs(call, "PATCH", `/restapis/${restApiId}`)];
  },

  /** All of the patch operations or none. */
  run({ restApiId, patchOperations = [] }: Validated<UpdateRestApiRequest>, call: Call): RestApi {
    const api = presentApi(call, restApiId);
    const changes = patchOperations.map(changeOf);
    return restApiOutput(Object.assign(api, ...changes));
  },
} satisfies Operation;

/** apigateway/latest/api/patch-operations.html#UpdateRestApi-Patch */
function changeOf({ op, path = "", value = "" }: PatchOperation): Partial<RestApiRecord> {
  if (!["/name", "/description", "/disableExecuteApiEndpoint"].includes(path))
    throw notSupported(`UpdateRestApi: ${op} ${path}`);
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
  if (path === "/name" && value === "") throw badRequest("API name cannot be an empty string");
  if (path === "/name") return { name: value };
  if (path === "/description") return { description: value };
  if (value !== "true" && value !== "false") throw badRequest(`Invalid value for ${path}: ${value}`);
  return { disableExecuteApiEndpoint: value === "true" };
}
