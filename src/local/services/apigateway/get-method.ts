import type { GetMethodRequest, Method } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { requireMethod } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { methodOutput } from "./resource-output.ts";

export const getMethod = {
  needs({ restApiId, resourceId, httpMethod }: Validated<GetMethodRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`)];
  },

  run({ restApiId, resourceId, httpMethod }: Validated<GetMethodRequest>, call: Call): Method {
    const { api, resource, method } = requireMethod(call, restApiId, resourceId, httpMethod);
    return methodOutput(httpMethod, method, resource, api.definition);
  },
} satisfies Operation;
