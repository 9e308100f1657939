import type { Integration, IntegrationResponse, Method, MethodResponse, Resource } from "@aws-sdk/client-api-gateway";
import type { ApiDefinition, IntegrationDefinition, MethodDefinition, ResourceDefinition } from "./definition.ts";

/** A resource as AWS returns it. If `withMethods` is false, each method is an empty object. */
export function resourceOutput(resource: ResourceDefinition, api: ApiDefinition, withMethods: boolean): Resource {
  const { id, parentId, pathPart, path } = resource;
  const methods = Object.entries(resource.methods).map(
    ([verb, method]) => [verb, withMethods ? methodOutput(verb, method, resource, api) : {}] as const,
  );
  return { id, parentId, pathPart, path, ...(methods.length > 0 && { resourceMethods: Object.fromEntries(methods) }) };
}

/** A method as AWS returns it. */
export function methodOutput(
  verb: string,
  method: MethodDefinition,
  resource: ResourceDefinition,
  api: ApiDefinition,
): Method {
  return {
    httpMethod: verb,
    authorizationType: method.authorizationType ?? "NONE",
    apiKeyRequired: method.apiKeyRequired ?? false,
    operationName: method.operationName,
    requestValidatorId: api.requestValidators[method.requestValidator ?? ""]?.id,
    requestParameters: unlessEmpty(method.requestParameters),
    requestModels: unlessEmpty(method.requestModels),
    methodResponses: unlessEmpty(methodResponses(method)),
    methodIntegration: method.integration && integrationOutput(method.integration, resource.id),
  };
}

function methodResponses(method: MethodDefinition): Record<string, MethodResponse> {
  return Object.fromEntries(
    Object.entries(method.methodResponses).map(([statusCode, { responseParameters, responseModels }]) => [
      statusCode,
      {
        statusCode,
        responseParameters: unlessEmpty(responseParameters),
        responseModels: unlessEmpty(responseModels),
      },
    ]),
  );
}

/** An integration as AWS returns it. */
export function integrationOutput(integration: IntegrationDefinition, cacheNamespace: string): Integration {
  const { type, passthroughBehavior, timeoutInMillis } = integration;
  const common = { type, passthroughBehavior, timeoutInMillis, cacheNamespace, cacheKeyParameters: [] };
  if (integration.type === "AWS_PROXY") return { ...common, httpMethod: integration.httpMethod, uri: integration.uri };
  const responses = integration.responses.map((response): [string, IntegrationResponse] => [
    response.statusCode,
    {
      statusCode: response.statusCode,
      selectionPattern: response.selectionPattern,
      responseParameters: unlessEmpty(response.responseParameters),
      responseTemplates: unlessEmpty(response.responseTemplates),
      contentHandling: response.contentHandling,
    },
  ]);
  return {
    ...common,
    contentHandling: integration.contentHandling,
    requestTemplates: unlessEmpty(integration.requestTemplates),
    integrationResponses: unlessEmpty(Object.fromEntries(responses)),
  };
}

function unlessEmpty<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> | undefined {
  return Object.keys(record).length > 0 ? { ...record } : undefined;
}
