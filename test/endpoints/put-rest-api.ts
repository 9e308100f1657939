import {
  APIGatewayClient,
  CreateResourceCommand,
  DeleteMethodCommand,
  DeleteResourceCommand,
  type GatewayResponseType,
  GetResourcesCommand,
  GetRestApiCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  type Resource,
  type RestApi,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import type { Intercept } from "./relay.ts";

/** The parts of an OpenAPI document that API Gateway uses, as todo-api writes it. */
interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly "x-amazon-apigateway-gateway-responses"?: Readonly<Record<string, GatewayResponse>>;
}
interface Operation {
  readonly "x-amazon-apigateway-integration": Integration;
}
interface Integration {
  readonly type: "aws_proxy" | "mock";
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly passthroughBehavior?: string;
  readonly requestTemplates?: Record<string, string>;
  readonly responses?: Readonly<Record<string, IntegrationResponse>>;
}
interface IntegrationResponse {
  readonly statusCode: string;
  readonly responseParameters?: Record<string, string>;
  readonly responseTemplates?: Record<string, string>;
}
interface GatewayResponse {
  readonly statusCode?: string;
  readonly responseParameters?: Record<string, string>;
  readonly responseTemplates?: Record<string, string>;
}

/**
 * Replaces PutRestApi, which MiniStack lacks, with other calls. Returns the version and description of the document
 * with the API, as API Gateway does.
 */
export function putRestApiFor(endpoint: string, region: string): Intercept {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new APIGatewayClient({ endpoint, region, credentials });
  const shown = new Map<string, Pick<RestApi, "version" | "description" | "name">>();
  return async ({ method, path, body }) => {
    const [, restApiId] = /^\/restapis\/(\w+)(?:\?|$)/.exec(path) ?? [];
    if (method === "PUT" && restApiId !== undefined) {
      const document: Document = JSON.parse(body);
      await putDefinition(client, restApiId, document);
      const { title: name, version, description } = document.info;
      shown.set(restApiId, { name, version, description });
      return asJson({ ...(await client.send(new GetRestApiCommand({ restApiId }))), ...shown.get(restApiId) });
    }
    if (method === "GET" && restApiId !== undefined)
      return asJson({ ...(await client.send(new GetRestApiCommand({ restApiId }))), ...shown.get(restApiId) });
    if (method !== "GET" || !/^\/restapis(\?|$)/.test(path)) return undefined;
    const response = await fetch(`${endpoint}${path}`, { headers: { authorization: apiGatewayScope(region) } });
    const page: { readonly item?: readonly RestApi[] } = JSON.parse(await response.text());
    return { ...page, item: (page.item ?? []).map((api) => ({ ...api, ...shown.get(api.id ?? "") })) };
  };
}

/** MiniStack determines service and region from the scope of a signature. */
function apiGatewayScope(region: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/apigateway/aws4_request, SignedHeaders=host, Signature=0`;
}

function asJson({ createdDate, ...api }: RestApi): object {
  return { ...api, ...(createdDate && { createdDate: createdDate.getTime() / 1000 }) };
}

async function putDefinition(client: APIGatewayClient, restApiId: string, document: Document): Promise<void> {
  const root = await clear(client, restApiId);
  const resources = new Map([["", root]]);
  for (const [path, operations] of Object.entries(document.paths)) {
    const resourceId = await resourceFor(client, restApiId, path, resources);
    for (const [name, operation] of Object.entries(operations))
      await putMethod(client, { restApiId, resourceId, httpMethod: methodNamed(name) }, operation);
  }
  const gatewayResponses = Object.entries(document["x-amazon-apigateway-gateway-responses"] ?? {});
  for (const [type, { statusCode, responseParameters, responseTemplates }] of gatewayResponses)
    if (isResponseType(type))
      await client.send(
        new PutGatewayResponseCommand({
          restApiId,
          responseType: type,
          ...(statusCode !== undefined && { statusCode }),
          ...(responseParameters && { responseParameters }),
          ...(responseTemplates && { responseTemplates }),
        }),
      );
  const value = document.info.description;
  const patchOperations = [{ op: "replace" as const, path: "/description", value }];
  await client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
}

function isResponseType(type: string): type is GatewayResponseType {
  return /^[A-Z0-9_]+$/.test(type);
}

function methodNamed(name: string): string {
  return name === "x-amazon-apigateway-any-method" ? "ANY" : name.toUpperCase();
}

/** Removes the whole definition except the root, whose ID is returned. */
async function clear(client: APIGatewayClient, restApiId: string): Promise<string> {
  const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, limit: 500, embed: ["methods"] }));
  const depth = ({ path = "/" }: Resource) => path.split("/").length;
  const [root, ...others] = items.toSorted((a, b) => (a.path === "/" ? -1 : b.path === "/" ? 1 : depth(b) - depth(a)));
  for (const { id: resourceId } of others) await client.send(new DeleteResourceCommand({ restApiId, resourceId }));
  for (const httpMethod of Object.keys(root?.resourceMethods ?? {}))
    await client.send(new DeleteMethodCommand({ restApiId, resourceId: root?.id, httpMethod }));
  return root?.id ?? "";
}

async function resourceFor(
  client: APIGatewayClient,
  restApiId: string,
  path: string,
  resources: Map<string, string>,
): Promise<string> {
  let parentId = resources.get("");
  let done = "";
  for (const pathPart of path.split("/").filter(Boolean)) {
    done = `${done}/${pathPart}`;
    const known = resources.get(done);
    const { id } =
      known === undefined
        ? await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }))
        : { id: known };
    resources.set(done, id ?? "");
    parentId = id;
  }
  return parentId ?? "";
}

async function putMethod(
  client: APIGatewayClient,
  method: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string },
  { "x-amazon-apigateway-integration": integration }: Operation,
): Promise<void> {
  const { type, httpMethod, uri, passthroughBehavior, requestTemplates, responses = {} } = integration;
  await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
  await client.send(
    new PutIntegrationCommand({
      ...method,
      type: type === "mock" ? "MOCK" : "AWS_PROXY",
      ...(httpMethod !== undefined && { integrationHttpMethod: httpMethod }),
      ...(uri !== undefined && { uri }),
      ...(passthroughBehavior !== undefined && { passthroughBehavior: passthroughBehavior.toUpperCase() }),
      ...(requestTemplates && { requestTemplates }),
    }),
  );
  for (const { statusCode, responseParameters = {}, responseTemplates = {} } of Object.values(responses)) {
    const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, false]));
    await client.send(new PutMethodResponseCommand({ ...method, statusCode, responseParameters: declared }));
    const response = { ...method, statusCode, responseParameters, responseTemplates };
    await client.send(new PutIntegrationResponseCommand(response));
  }
}
