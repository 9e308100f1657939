import type { GetResourcesRequest, Resources } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { pageOf } from "./page.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { resourceOutput } from "./resource-output.ts";

export const getResources = {
  needs({ restApiId }: Validated<GetResourcesRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/resources`)];
  },

  run({ restApiId, embed = [], ...page }: Validated<GetResourcesRequest>, call: Call): Resources {
    const { definition } = requireApi(call, restApiId);
    for (const name of embed) if (name !== "methods") throw badRequest(`Invalid embed parameter: ${name}`);
    const { items, position } = pageOf(definition.resources, ({ path }) => path, page);
    return { items: items.map((resource) => resourceOutput(resource, definition, embed.length > 0)), position };
  },
} satisfies Operation;
