import { createHash } from "node:crypto";
import type { Place } from "./aws/names.ts";
import { functionArn, functionName, partitionOf } from "./aws/names.ts";
import { type StackName, stackLabel } from "./aws/stack-name.ts";
import type { ApiDocument } from "./resources/rest-api/rest-api.ts";

/** The four functions, by what they do. */
export const ACTIONS = ["create", "read", "update", "delete"] as const;
export type Action = (typeof ACTIONS)[number];

export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: "/items" | "/items/{id}";
  readonly action: Action;
  readonly summary: string;
}

/** The API, once: permissions, the document and its CORS follow from this list. */
export const ROUTES: readonly Route[] = [
  { method: "post", path: "/items", action: "create", summary: "Create an item" },
  { method: "get", path: "/items", action: "read", summary: "List the items, newest last" },
  { method: "get", path: "/items/{id}", action: "read", summary: "Read one item" },
  { method: "put", path: "/items/{id}", action: "update", summary: "Replace an item" },
  { method: "patch", path: "/items/{id}", action: "update", summary: "Change some fields of an item" },
  { method: "delete", path: "/items/{id}", action: "delete", summary: "Delete an item" },
];

const EXPOSED_HEADERS = "Location, Link, ETag, Retry-After, x-amzn-RequestId";
const ALLOWED_HEADERS = "Content-Type, Accept, If-Match, If-None-Match, Idempotency-Key";
const PREFLIGHT_SECONDS = 600;

/**
 * The OpenAPI document of a stack's API with API Gateway's extensions: routes to functions, preflight answers, CORS on the gateway's own errors.
 * `info.version` carries the document's hash, so that what is deployed can be told from what should be.
 */
export function apiDocument(stack: StackName, place: Place): ApiDocument {
  const content = {
    paths: paths(stack, place),
    components: COMPONENTS,
    "x-amazon-apigateway-gateway-responses": GATEWAY_RESPONSES,
  };
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  const info = { title: stackLabel(stack), version, description: "A to-do list: deployed by todo-api." };
  return { version, body: JSON.stringify({ openapi: "3.0.1", info, ...content }), routes: ROUTES };
}

function paths(stack: StackName, place: Place): object {
  const byPath = new Map<string, Record<string, object>>();
  for (const route of ROUTES)
    byPath.set(route.path, { ...byPath.get(route.path), [route.method]: operation(route, stack, place) });
  for (const [path, operations] of byPath) operations.options = preflight(path, Object.keys(operations));
  return Object.fromEntries(byPath);
}

function operation(route: Route, stack: StackName, place: Place): object {
  const lambda = functionArn(place, functionName(stack, route.action));
  return {
    summary: route.summary,
    operationId: operationId(route),
    ...(parametersOf(route).length > 0 && { parameters: parametersOf(route) }),
    ...(BODIES[route.method] && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: { $ref: `#/components/schemas/${BODIES[route.method]}` } } },
      },
    }),
    responses: responses(route),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: `arn:${partitionOf(place.region)}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${lambda}/invocations`,
      passthroughBehavior: "when_no_match",
    },
  };
}

const BODIES: Readonly<Partial<Record<Route["method"], string>>> = {
  post: "NewItem",
  put: "NewItem",
  patch: "ItemChanges",
};

function operationId({ method, path }: Route): string {
  const verbs = {
    get: path === "/items" ? "list" : "read",
    post: "create",
    put: "replace",
    patch: "change",
    delete: "delete",
  };
  return `${verbs[method]}${path === "/items" && method === "get" ? "Items" : "Item"}`;
}

function parametersOf({ method, path }: Route): readonly object[] {
  if (path === "/items/{id}") return [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
  if (method !== "get") return [];
  return [
    { name: "limit", in: "query", required: false, schema: { type: "integer" } },
    { name: "cursor", in: "query", required: false, schema: { type: "string" } },
  ];
}

function responses({ method, path }: Route): object {
  const json = (schema: object) => ({ content: { "application/json": { schema } } });
  const item = json({ $ref: "#/components/schemas/Item" });
  const problem = (description: string) => ({
    description,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  });
  const good = {
    post: { "201": { description: "Created", ...item } },
    get: {
      "200": {
        description: "OK",
        ...(path === "/items" ? json({ $ref: "#/components/schemas/Items" }) : item),
      },
    },
    put: { "200": { description: "Replaced", ...item } },
    patch: { "200": { description: "Changed", ...item } },
    delete: { "204": { description: "Deleted" } },
  }[method];
  return {
    ...good,
    ...(method !== "delete" && { "400": problem("The request is not right") }),
    ...(path === "/items/{id}" && { "404": problem("There is no such item") }),
    ...(BODIES[method] && { "413": problem("The body is over 16 kB"), "415": problem("The body is not JSON") }),
  };
}

/** Browsers ask before they call from another origin; API Gateway answers by itself, no function runs. */
function preflight(path: string, methods: readonly string[]): object {
  const allowed = [...methods.map((method) => method.toUpperCase()), "OPTIONS"].join(", ");
  const headers: Readonly<Record<string, string>> = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": allowed,
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  };
  const entries = Object.entries(headers);
  return {
    summary: "Preflight",
    ...(path === "/items/{id}" && {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    }),
    responses: {
      "204": {
        description: "What a browser may send",
        headers: Object.fromEntries(entries.map(([name]) => [name, { schema: { type: "string" } }])),
      },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 204}' },
      passthroughBehavior: "when_no_match",
      responses: {
        default: {
          statusCode: "204",
          responseParameters: Object.fromEntries(
            entries.map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
          ),
        },
      },
    },
  };
}

const CORS_ON_ERRORS = {
  responseParameters: {
    "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    "gatewayresponse.header.Access-Control-Expose-Headers": `'${EXPOSED_HEADERS}'`,
  },
  responseTemplates: { "application/json": '{"message":$context.error.messageString}' },
};

const GATEWAY_RESPONSES = { DEFAULT_4XX: CORS_ON_ERRORS, DEFAULT_5XX: CORS_ON_ERRORS };

const TITLE = { type: "string", minLength: 1, maxLength: 500 };

/** Only keywords that API Gateway takes without a warning: `additionalProperties` is not one (APIGW/api-gateway-known-issues); the handlers refuse unknown fields. */
const COMPONENTS = {
  schemas: {
    Item: {
      type: "object",
      required: ["id", "title", "completed", "createdAt", "updatedAt", "url"],
      properties: {
        id: { type: "string" },
        title: TITLE,
        completed: { type: "boolean" },
        order: { type: "number" },
        createdAt: { type: "string" },
        updatedAt: { type: "string" },
        url: { type: "string" },
      },
    },
    Items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
    NewItem: {
      type: "object",
      required: ["title"],
      properties: { title: TITLE, completed: { type: "boolean" }, order: { type: "number" } },
    },
    ItemChanges: {
      type: "object",
      properties: { title: TITLE, completed: { type: "boolean" }, order: { type: "number" } },
    },
    Problem: {
      type: "object",
      required: ["title", "status"],
      properties: {
        type: { type: "string" },
        title: { type: "string" },
        status: { type: "integer" },
        detail: { type: "string" },
        requestId: { type: "string" },
      },
    },
  },
};
