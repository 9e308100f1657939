import { STATUS_CODES } from "node:http";
import { ALLOWED_HEADERS, EXPOSED_HEADERS, PREFLIGHT_SECONDS } from "./cors.ts";

type Headers = Readonly<Record<string, string>>;

const PATCH_TYPES = "application/merge-patch+json, application/json";

/** The response to a CORS preflight, which API Gateway sends without invoking a function. */
export function preflight(path: string, methods: readonly string[]): object {
  const headers: Headers = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": ALLOWED_HEADERS,
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
    Allow: methods.join(", "),
    // RFC 5789 section 3.1.
    ...(methods.includes("PATCH") && { "Accept-Patch": PATCH_TYPES }),
  };
  return mock(path, { status: 204, description: "The methods and headers that may be sent", headers });
}

/** The response to every method that a path does not support: 405. */
export function methodNotAllowed(path: string, methods: readonly string[]): object {
  const allowed = methods.join(", ");
  const detail = `This path does not support the method; it supports ${allowed}.`;
  return mock(path, problem(405, detail, { Allow: allowed }));
}

/**
 * The GET and HEAD methods of a path where API Gateway itself returns a fixed document. They reject a query string with
 * 400. In `body`, `$context.stage` is replaced with the name of the stage.
 */
export function fixedDocument(path: string, description: string, body: string): object {
  const headers: Headers = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  };
  const found = { status: 200, description, headers };
  const badRequest = problem(400, "The request is not valid: this path supports no query parameters.");
  return {
    get: mock(path, { ...found, body }, badRequest),
    head: mock(path, found, { ...badRequest, body: undefined }),
  };
}

/** Problem details (RFC 9457). */
function problem(status: number, detail: string, more: Headers = {}): Mock {
  const title = STATUS_CODES[status] ?? "";
  const headers: Headers = {
    "Content-Type": "application/problem+json",
    ...more,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
  const body = JSON.stringify({ type: "about:blank", title, status, detail, requestId: "$context.requestId" });
  return { status, description: title, headers, body };
}

/**
 * Serializes a value for a mapping template: `$` and `#`, which the template language interprets, become JSON escapes
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html).
 */
export function templateJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}

interface Mock {
  readonly status: number;
  readonly description: string;
  readonly headers: Headers;
  readonly body?: string | undefined;
}

/**
 * In an API with binary media types, mock integrations fail without this content handling
 * (https://github.com/aws/chalice/issues/1310, https://github.com/serverless/serverless/issues/10254).
 */
const TEXT = "CONVERT_TO_TEXT";

/**
 * The media types of bodies that mock integrations accept. Each type requires a request template; other types are
 * rejected with 415.
 */
const BODY_TYPES = [
  "application/json",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
];

/** Declares the parameters in a path. Every method of the path must have this declaration. */
export function pathParameters(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}

/**
 * A method that API Gateway handles without a function. `forQuery` is the response to a request with a query string; by
 * default, it is `usual`.
 */
function mock(path: string, usual: Mock, forQuery?: Mock): object {
  const template = forQuery
    ? statusByQuery(forQuery.status, usual.status)
    : JSON.stringify({ statusCode: usual.status });
  return {
    ...pathParameters(path),
    responses: Object.fromEntries([usual, ...(forQuery ? [forQuery] : [])].map(methodResponse)),
    "x-amazon-apigateway-integration": {
      type: "mock",
      contentHandling: TEXT,
      requestTemplates: Object.fromEntries(BODY_TYPES.map((type) => [type, template])),
      passthroughBehavior: "never",
      responses: {
        default: integrationResponse(usual),
        ...(forQuery && { [forQuery.status]: integrationResponse(forQuery) }),
      },
    },
  };
}

/**
 * The request template of a mock outputs a status, which selects the response
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html). `params().querystring`
 * contains every parameter of the request, declared or not
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
 */
function statusByQuery(withQuery: number, without: number): string {
  const hasQuery = "$input.params().querystring.keySet().size() > 0";
  return `{ #if( ${hasQuery} ) "statusCode": ${withQuery} #else "statusCode": ${without} #end }`;
}

function methodResponse({ status, description, headers }: Mock) {
  const names = Object.keys(headers);
  const declared = Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }]));
  return [status, { description, headers: declared }] as const;
}

function integrationResponse({ status, headers, body }: Mock): object {
  const entries = Object.entries(headers);
  return {
    statusCode: String(status),
    contentHandling: TEXT,
    responseParameters: Object.fromEntries(
      entries.map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
    ),
    ...(body !== undefined && { responseTemplates: { "application/json": body } }),
  };
}
