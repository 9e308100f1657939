import type { GetResourceRequest, Resource } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { requireResource } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { resourceOutput } from "./resource-output.ts";

export const getResource = {
  needs({ restApiId, resourceId }: Validated<GetResourceRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/resources/${resourceId}`)];
  },

  run({ restApiId, resourceId, embed = [] }: Validated<GetResourceRequest>, call: Call): Resource {
    const { api, resource } = requireResource(call, restApiId, resourceId);
    for (const name of embed) if (name !== "methods") throw badRequest(`Invalid embed parameter: ${name}`);
    return resourceOutput(resource, api.definition, embed.length > 0);
  },
} satisfies Operation;
