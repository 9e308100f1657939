import type { GetResourcesRequest, Resources } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest } from "./errors.ts";
import { needs } from "./required-permissions.ts";
import { pageOf } from "./page.ts";
import { presentApi } from "./records.ts";
import { resourceOutput } from "./resource-output.ts";

export const getResources = {
  needs({ restApiId }: Validated<GetResourcesRequest>, call: Call) {
    return [needs(call, "GET", `/restapis/${restApiId}/resources`)];
  },

  run({ restApiId, embed = [], ...page }: Validated<GetResourcesRequest>, call: Call): Resources {
    const { definition } = presentApi(call, restApiId);
    for (const name of embed) if (name !== "methods") throw badRequest(`Invalid embed parameter: ${name}`);
    const { items, position } = pageOf(definition.resources, ({ path }) => path, page);
    return { items: items.map((resource) => resourceOutput(resource, definition, embed.length > 0)), position };
  },
} satisfies Operation;
