import { STATUS_CODES } from "node:http";
import { EXPOSED_HEADERS } from "./cors.ts";
import type { Auth } from "./security.ts";

/**
 * API Gateway's own errors in the format of the functions' errors: problem details with CORS headers and the request
 * ID. The two default responses have no `status` member, because no variable in these templates contains the status
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html).
 */
export function gatewayResponses(auth: Auth): Readonly<Record<string, object>> {
  return {
    DEFAULT_4XX: problem({ title: "$context.error.messageString" }),
    DEFAULT_5XX: problem({ title: "$context.error.messageString" }),
    MISSING_AUTHENTICATION_TOKEN: missingToken(auth),
    INVALID_API_KEY: fixed(403, "The request has no valid API key; send one in the x-api-key header."),
    QUOTA_EXCEEDED: fixed(429, "The quota of the API key is used up; try again in the next period."),
    ACCESS_DENIED: accessDenied(auth),
    INVALID_SIGNATURE: forbidden(),
    EXPIRED_TOKEN: forbidden(),
    UNSUPPORTED_MEDIA_TYPE: fixed(415, "The body's media type is not supported; send application/json."),
    THROTTLED: fixed(429, "The API's request limit is exceeded; try again in a moment.", {
      "Retry-After": "1",
    }),
    API_CONFIGURATION_ERROR: fixed(500, "The function for this path could not be invoked."),
    INTEGRATION_TIMEOUT: fixed(504, "The function for this path timed out."),
  };
}

/** API Gateway sends the same response for an unknown path and for an unsigned request. */
function missingToken(auth: Auth): object {
  if (auth !== "iam") return fixed(404, "The path does not exist; the API serves /items and /items/{id}.");
  return fixed(
    403,
    "The request is not signed with AWS Signature Version 4, or the path does not exist; the API serves /items and /items/{id}.",
  );
}

/** Unless requests must be signed, the policy denies access only by IP address. `reason` is API Gateway's message. */
function accessDenied(auth: Auth): object {
  if (auth === "iam") return forbidden();
  const detail = JSON.stringify("The API does not accept requests from this IP address.");
  const reason = "$context.error.messageString";
  return { statusCode: "403", ...problem({ title: '"Forbidden"', status: 403, detail, reason }) };
}

/** A 403 with API Gateway's own message, which names the caller and the action if access is denied. */
function forbidden(): object {
  return {
    statusCode: "403",
    ...problem({ title: '"Forbidden"', status: 403, detail: "$context.error.messageString" }),
  };
}

function fixed(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): object {
  const title = JSON.stringify(STATUS_CODES[status]);
  return { statusCode: String(status), ...problem({ title, status, detail: JSON.stringify(detail) }, headers) };
}

/** Composes the JSON text by hand, because a variable such as `messageString` is already a JSON string. */
function problem(
  {
    title,
    status,
    detail,
    reason,
  }: { readonly title: string; readonly status?: number; readonly detail?: string; readonly reason?: string },
  headers: Readonly<Record<string, string>> = {},
): object {
  const members = [
    '"type":"about:blank"',
    `"title":${title}`,
    ...(status === undefined ? [] : [`"status":${status}`]),
    `"detail":${detail ?? title}`,
    ...(reason === undefined ? [] : [`"reason":${reason}`]),
    '"requestId":"$context.requestId"',
  ];
  const all = {
    "Content-Type": "application/problem+json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    "X-Content-Type-Options": "nosniff",
    ...headers,
  };
  return {
    responseParameters: Object.fromEntries(
      Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
    ),
    responseTemplates: { "application/json": `{${members.join(",")}}` },
  };
}
