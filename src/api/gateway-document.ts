import { createHash } from "node:crypto";
import { type AccountRegion, functionArn, functionName } from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { type ApiInput, apiContent } from "./api-content.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { fixedDocument, methodNotAllowed, pathParameters, preflight, templateJson } from "./mocks.ts";
import { type Access, resourcePolicy } from "./resource-policy.ts";
import { PATHS, routesOf } from "./routes.ts";
import { securityOf, securitySchemes } from "./security.ts";

/** The OpenAPI document that API Gateway imports, with its routes and access rules. */
export interface ApiDocument {
  /** A hash of the document without its title and description. */
  readonly version: string;
  readonly description: string;
  readonly body: string;
  readonly routes: readonly DeployedRoute[];
  readonly policy: object | undefined;
  readonly access: Access;
}

export interface DeployedRoute {
  readonly method: string;
  readonly path: string;
  readonly action: string;
}

interface GatewayInput extends ApiInput, Access {
  /** If the API serves the page: "/", and one path for each file of the page. */
  readonly pagePaths?: readonly string[];
}

/**
 * The OpenAPI document of a stack's API, with API Gateway's extensions. It omits the body schemas: API Gateway passes
 * bodies through unchanged, and importing an unsupported schema can fail or lose a route
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
export function gatewayDocument(stack: StackName, accountRegion: AccountRegion, input: GatewayInput): ApiDocument {
  const { pagePaths = [] } = input;
  const routes = [...routesOf(input), ...pagePaths.flatMap(pageRoutes)];
  const fixed = (path: string, summary: string, template: string) =>
    [
      path,
      withSecurity({ ...fixedDocument(path, summary, template), ...mocks(path, ["GET", "HEAD"]) }, input),
    ] as const;
  const policy = resourcePolicy(stack.stage, input, pagePaths);
  const content = {
    paths: Object.fromEntries([
      ...PATHS.map((path) => [path, withSecurity(pathItem(path, routes, stack, accountRegion), input)] as const),
      // If the page is served at the root, it replaces this document; its Link header has the same links.
      ...(pagePaths.length > 0
        ? []
        : [fixed("/", "Links to the collection and to the OpenAPI document", linksOf(stack, input))]),
      // The page loads without a key or a signature, even if the item routes require one.
      ...pagePaths.map((path) => [path, pathItem(path, routes, stack, accountRegion)] as const),
      fixed(DESCRIPTION_PATH, "The OpenAPI document of this API", descriptionOf(stack, input)),
    ]),
    ...(input.auth !== "none" && { components: securitySchemes(input.auth) }),
    "x-amazon-apigateway-gateway-responses": gatewayResponses(input.auth),
    ...(policy && { "x-amazon-apigateway-policy": policy }),
    ...(pagePaths.length > 0 && { "x-amazon-apigateway-binary-media-types": BINARY_TYPES }),
  };
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  const description = `API for ${input.model.labels.many}, deployed by todo-api.`;
  const info = { title: stackLabel(stack), version, description };
  return {
    version,
    description,
    body: JSON.stringify({ openapi: "3.0.1", info, ...content }),
    routes,
    policy,
    access: accessOf(input),
  };
}

function accessOf({ auth, grant, allowIp, denyIp }: Access): Access {
  return { auth, grant, allowIp, denyIp };
}

const DESCRIPTION_PATH = "/openapi.json";

/**
 * All media types are declared as binary. With a shorter list, the first type in the Accept header would decide whether
 * API Gateway decodes a response body, and for images, the first type differs between browsers
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html).
 */
const BINARY_TYPES = ["*/*"];

function pageRoutes(path: string): readonly DeployedRoute[] {
  return ["get", "head"].map((method) => ({ method, path, action: "website" }));
}

function pathItem(
  path: string,
  routes: readonly DeployedRoute[],
  stack: StackName,
  accountRegion: AccountRegion,
): object {
  const pathRoutes = routes.filter((route) => route.path === path);
  const operations = pathRoutes.map(
    (route) =>
      [
        route.method,
        { ...pathParameters(path), responses: RESPONSES, ...integration(route, stack, accountRegion) },
      ] as const,
  );
  const methods = pathRoutes.map(({ method }) => method.toUpperCase());
  return { ...Object.fromEntries(operations), ...mocks(path, methods) };
}

/** Adds the security requirement to every method except OPTIONS: browsers send preflights without credentials. */
function withSecurity(methods: object, { auth }: ApiInput): object {
  const entries = Object.entries(methods).map(([method, operation]) =>
    method === "options" ? [method, operation] : [method, { ...operation, ...securityOf(auth) }],
  );
  return Object.fromEntries(entries);
}

/** The document at the API's root. RFC 8631 defines the link relation `service-desc`. */
function linksOf(stack: StackName, { model }: ApiInput): string {
  const link = (rel: string, path: string, title: string) =>
    `{"rel":"${rel}","href":"/$context.stage${path}","title":${templateJson(title)}}`;
  const links = [
    link("items", "/items", model.labels.many),
    link("service-desc", DESCRIPTION_PATH, "OpenAPI document"),
  ];
  return `{"title":${templateJson(stackLabel(stack))},"links":[${links.join(",")}]}`;
}

function descriptionOf(stack: StackName, input: ApiInput): string {
  const content = apiContent(input);
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  return templateJson({
    openapi: "3.0.1",
    info: { title: stackLabel(stack), version },
    // This URL is relative to the document's URL, which includes the stage.
    servers: [{ url: "." }],
    ...content,
  });
}

/** OpenAPI requires at least one response, although a proxy integration returns the function's response unchanged. */
const RESPONSES = { "200": { description: "The function's response" } };

function mocks(path: string, methods: readonly string[]): object {
  const allowed = [...methods, "OPTIONS"];
  return { options: preflight(path, allowed), "x-amazon-apigateway-any-method": methodNotAllowed(path, allowed) };
}

function integration({ action }: DeployedRoute, stack: StackName, accountRegion: AccountRegion): object {
  const lambda = functionArn(accountRegion, functionName(stack, action));
  return {
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: `arn:${partitionOf(accountRegion.region)}:apigateway:${accountRegion.region}:lambda:path/2015-03-31/functions/${lambda}/invocations`,
      passthroughBehavior: "when_no_match",
    },
  };
}
