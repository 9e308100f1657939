import type { Method, PatchOperation, UpdateMethodRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import type { MethodDefinition } from "./definition.ts";
import { badRequest } from "./errors.ts";
import { requireMethod } from "./records.ts";
import { requiredPermission } from "./required-permission.ts";
import { methodOutput } from "./resource-output.ts";

export const updateMethod = {
  permissions({ restApiId, resourceId, httpMethod }: Validated<UpdateMethodRequest>, call: Call) {
    return [requiredPermission(call, "PATCH", `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`)];
  },

  /** Applies all patch operations or none. Existing deployments do not change. */
  run({ restApiId, resourceId, httpMethod, patchOperations = [] }: Validated<UpdateMethodRequest>, call: Call): Method {
    const { api, resource, method } = requireMethod(call, restApiId, resourceId, httpMethod);
    const patched = patchOperations.reduce(patchMethod, method);
    const changed = { ...resource, methods: { ...resource.methods, [httpMethod]: patched } };
    const resources = api.definition.resources.map((one) => (one.id === resourceId ? changed : one));
    api.definition = { ...api.definition, resources };
    return methodOutput(httpMethod, patched, changed, api.definition);
  },
} satisfies Operation;

/**
 * Applies one patch operation to a method
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateMethod-Patch).
 */
function patchMethod(method: MethodDefinition, { op, path = "", value = "" }: PatchOperation): MethodDefinition {
  if (path !== "/authorizationType" && path !== "/apiKeyRequired") throw notSupported(`UpdateMethod: ${op} ${path}`);
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
  if (path === "/apiKeyRequired") return { ...method, apiKeyRequired: value === "true" };
  if (value === "NONE" || value === "AWS_IAM") return { ...method, authorizationType: value };
  if (value === "CUSTOM" || value === "COGNITO_USER_POOLS") throw notSupported(`UpdateMethod: ${path} ${value}`);
  throw badRequest("Invalid authorization type specified");
}
