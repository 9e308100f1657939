import { type JsonObject, parseTrustedJson } from "../../../../text/json.ts";
import type { ApiDefinition, IntegrationDefinition, MethodDefinition } from "../definition.ts";

/** The AWS extensions that an export includes. */
export type Extensions = "none" | "integrations" | "apigateway";

/** Converts an API to the OpenAPI 3.0 document that GetExport returns. */
export function exportOpenApi(
  api: ApiDefinition,
  info: JsonObject,
  server: JsonObject,
  extensions: Extensions,
): object {
  const paths = api.resources
    .filter(({ methods }) => Object.keys(methods).length > 0)
    .map(({ path, methods }) => [path, exportMethods(methods, extensions)] as const);
  return {
    openapi: "3.0.1",
    info,
    servers: [server],
    paths: Object.fromEntries(paths),
    components: exportComponents(api),
    ...(extensions === "apigateway" && exportApiExtensions(api)),
  };
}

/** The security schemes have the names that API Gateway gives them. */
function exportComponents({ models, resources }: ApiDefinition): JsonObject {
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  const schemes = {
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired) && {
      api_key: { type: "apiKey", name: "x-api-key", in: "header" },
    }),
    ...(methods.some(({ authorizationType }) => authorizationType === "AWS_IAM") && {
      sigv4: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
    }),
  };
  return {
    ...(Object.keys(models).length > 0 && { schemas: models }),
    ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
  };
}

function exportSecurity({ authorizationType, apiKeyRequired }: MethodDefinition): readonly JsonObject[] {
  return [...(apiKeyRequired ? [{ api_key: [] }] : []), ...(authorizationType === "AWS_IAM" ? [{ sigv4: [] }] : [])];
}

function exportMethods(methods: Readonly<Record<string, MethodDefinition>>, extensions: Extensions): JsonObject {
  return Object.fromEntries(
    Object.entries(methods).map(([verb, method]) => [
      verb === "ANY" ? "x-amazon-apigateway-any-method" : verb.toLowerCase(),
      exportMethod(method, extensions),
    ]),
  );
}

function exportMethod(method: MethodDefinition, extensions: Extensions): JsonObject {
  const parameters = Object.entries(method.requestParameters).map(exportParameter);
  const content = exportContent(method.requestModels);
  const security = exportSecurity(method);
  return {
    ...(method.operationName !== undefined && { operationId: method.operationName }),
    ...(parameters.length > 0 && { parameters }),
    ...(Object.keys(content).length > 0 && { requestBody: { content, required: true } }),
    ...(Object.keys(method.methodResponses).length > 0 && { responses: exportResponses(method) }),
    ...(security.length > 0 && { security }),
    ...(extensions === "apigateway" &&
      method.requestValidator !== undefined && { "x-amazon-apigateway-request-validator": method.requestValidator }),
    ...(extensions !== "none" &&
      method.integration && { "x-amazon-apigateway-integration": exportIntegration(method.integration) }),
  };
}

function exportParameter([key, required]: readonly [string, boolean]): JsonObject {
  const [, , kind = "", ...name] = key.split(".");
  const location = kind === "querystring" ? "query" : kind;
  return { name: name.join("."), in: location, ...(required && { required }), schema: { type: "string" } };
}

function exportResponses({ methodResponses }: MethodDefinition): JsonObject {
  const prefix = "method.response.header.";
  return Object.fromEntries(
    Object.entries(methodResponses).map(([status, response]) => {
      const headers = Object.keys(response.responseParameters).map((key) => [
        key.slice(prefix.length),
        { schema: { type: "string" } },
      ]);
      return [
        status,
        {
          description: `${status} response`,
          ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
          content: exportContent(response.responseModels),
        },
      ];
    }),
  );
}

function exportContent(models: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(models).map(([mediaType, name]) => [
      mediaType,
      { schema: { $ref: `#/components/schemas/${name}` } },
    ]),
  );
}

function exportIntegration(integration: IntegrationDefinition): JsonObject {
  const { timeoutInMillis } = integration;
  const common = {
    passthroughBehavior: integration.passthroughBehavior.toLowerCase(),
    ...(timeoutInMillis !== 29_000 && { timeoutInMillis }),
    type: integration.type.toLowerCase(),
  };
  if (integration.type === "AWS_PROXY") return { httpMethod: integration.httpMethod, uri: integration.uri, ...common };
  const responses = integration.responses.map(({ selectionPattern = "default", ...response }) => [
    selectionPattern,
    {
      statusCode: response.statusCode,
      ...unlessEmpty("responseParameters", response.responseParameters),
      ...unlessEmpty("responseTemplates", response.responseTemplates),
      ...(response.contentHandling && { contentHandling: response.contentHandling }),
    },
  ]);
  return {
    responses: Object.fromEntries(responses),
    ...unlessEmpty("requestTemplates", integration.requestTemplates),
    ...(integration.contentHandling && { contentHandling: integration.contentHandling }),
    ...common,
  };
}

function exportApiExtensions(api: ApiDefinition): JsonObject {
  const validators = Object.entries(api.requestValidators).map(([name, { id: _, ...validator }]) => [name, validator]);
  const responses = Object.entries(api.gatewayResponses).map(([type, response]) => [
    type,
    {
      ...(response.statusCode !== undefined && { statusCode: response.statusCode }),
      ...unlessEmpty("responseParameters", response.responseParameters),
      ...unlessEmpty("responseTemplates", response.responseTemplates),
    },
  ]);
  return {
    ...(api.policy !== undefined && { "x-amazon-apigateway-policy": parseTrustedJson<JsonObject>(api.policy) }),
    ...(validators.length > 0 && { "x-amazon-apigateway-request-validators": Object.fromEntries(validators) }),
    ...(responses.length > 0 && { "x-amazon-apigateway-gateway-responses": Object.fromEntries(responses) }),
    ...(api.binaryMediaTypes.length > 0 && { "x-amazon-apigateway-binary-media-types": api.binaryMediaTypes }),
  };
}

function unlessEmpty(name: string, value: Readonly<Record<string, string>>): JsonObject {
  return Object.keys(value).length > 0 ? { [name]: value } : {};
}
