import type {
  GetIntegrationRequest,
  GetMethodRequest,
  GetResourceRequest,
  GetResourcesRequest,
  Integration,
  Method,
  Resource,
  Resources,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../operation.ts";
import { badRequest, notFound } from "./errors.ts";
import { pageOf } from "./page.ts";
import { requireApi, requireMethod, requireResource } from "./records.ts";
import { requiredPermission } from "./required-permission.ts";
import { integrationOutput, methodOutput, resourceOutput } from "./resource-output.ts";

export const getResource = {
  permissions({ restApiId, resourceId }: Validated<GetResourceRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/resources/${resourceId}`)];
  },

  run({ restApiId, resourceId, embed = [] }: Validated<GetResourceRequest>, call: Call): Resource {
    const { api, resource } = requireResource(call, restApiId, resourceId);
    for (const name of embed) if (name !== "methods") throw badRequest(`Invalid embed parameter: ${name}`);
    return resourceOutput(resource, api.definition, embed.length > 0);
  },
} satisfies Operation;

export const getResources = {
  permissions({ restApiId }: Validated<GetResourcesRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/resources`)];
  },

  run({ restApiId, embed = [], ...page }: Validated<GetResourcesRequest>, call: Call): Resources {
    const { definition } = requireApi(call, restApiId);
    for (const name of embed) if (name !== "methods") throw badRequest(`Invalid embed parameter: ${name}`);
    const { items, position } = pageOf(definition.resources, ({ path }) => path, page);
    return { items: items.map((resource) => resourceOutput(resource, definition, embed.length > 0)), position };
  },
} satisfies Operation;

export const getMethod = {
  permissions({ restApiId, resourceId, httpMethod }: Validated<GetMethodRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`)];
  },

  run({ restApiId, resourceId, httpMethod }: Validated<GetMethodRequest>, call: Call): Method {
    const { api, resource, method } = requireMethod(call, restApiId, resourceId, httpMethod);
    return methodOutput(httpMethod, method, resource, api.definition);
  },
} satisfies Operation;

export const getIntegration = {
  permissions({ restApiId, resourceId, httpMethod }: Validated<GetIntegrationRequest>, call: Call) {
    return [
      requiredPermission(
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
