import type { GetIntegrationRequest, Integration } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { notFound } from "./errors.ts";
import { requireMethod } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { integrationOutput } from "./resource-output.ts";

export const getIntegration = {
  needs({ restApiId, resourceId, httpMethod }: Validated<GetIntegrationRequest>, call: Call) {
    return [
      requiredPermissions(
        call,
        "GET",
        `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}/integration`,
      ),
    ];
  },

  run({ restApiId, resourceId, httpMethod }: Validated<GetIntegrationRequest>, call: Call): Integration {
    const { resource, method } = requireMethod(call, restApiId, resourceId, httpMethod);
    if (!method.integration) throw notFound("Invalid Integration identifier specified");
    return integrationOutput(method.integration, resource.id);
  },
} satisfies Operation;
