import { ALLOWED_HEADERS, EXPOSED_HEADERS, PREFLIGHT_SECONDS } from "./cors.ts";

type Headers = Readonly<Record<string, string>>;

const PATCH_TYPES = "application/merge-patch+json, application/json";

/** Browsers ask before they call from another origin; API Gateway answers by itself, no function runs. */
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
  return mock(path, { status: 204, description: "What may be sent", headers });
}

/** The answer to every method that a path does not have. */
export function wrongMethod(path: string, methods: readonly string[]): object {
  const detail = `There is no such method here, only ${methods.join(", ")}.`;
  const problem = {
    type: "about:blank",
    title: "Method Not Allowed",
    status: 405,
    detail,
    requestId: "$context.requestId",
  };
  const headers: Headers = {
    "Content-Type": "application/problem+json",
    Allow: methods.join(", "),
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    "Cache-Control": "no-store",
  };
  const body = JSON.stringify(problem);
  return mock(path, { status: 405, description: "Not allowed", headers, body });
}

/** A document that API Gateway itself returns for GET and HEAD. In `body`, `$context.stage` is the stage's name. */
export function fixedDocument(path: string, description: string, body: string): object {
  const headers: Headers = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    "Cache-Control": "no-cache",
  };
  return {
    get: mock(path, { status: 200, description, headers, body }),
    head: mock(path, { status: 200, description, headers }),
  };
}

/**
 * JSON for a mapping template: the characters that the template language acts on are escaped as JSON escapes them
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html).
 */
export function templateJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}

interface Mock {
  readonly status: number;
  readonly description: string;
  readonly headers: Headers;
  readonly body?: string;
}

/** A mock needs a request template for the body's type, or else takes the body for one: what has none here is a 415. */
const BODY_TYPES = [
  "application/json",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
];

/** The parameters in a path, as every method of it declares them. */
export function pathParameters(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })) };
}

function mock(path: string, { status, description, headers, body }: Mock): object {
  const entries = Object.entries(headers);
  const template = JSON.stringify({ statusCode: status });
  return {
    ...pathParameters(path),
    responses: {
      [status]: {
        description,
        headers: Object.fromEntries(entries.map(([name]) => [name, { schema: { type: "string" } }])),
      },
    },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: Object.fromEntries(BODY_TYPES.map((type) => [type, template])),
      passthroughBehavior: "never",
      responses: {
        default: {
          statusCode: String(status),
          responseParameters: Object.fromEntries(
            entries.map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
          ),
          ...(body !== undefined && { responseTemplates: { "application/json": body } }),
        },
      },
    },
  };
}
