import { STATUS_CODES } from "node:http";
import { EXPOSED_HEADERS } from "./cors.ts";

/**
 * The gateway's own errors as the functions' are: problem details, CORS, the request's id. Without them it says 403 "Missing Authentication Token" to a
 * path that is not there. A template knows variables and nothing else; the status is not among them (apigateway/supported-gateway-response-types), so
 * that what falls to the defaults has it in the status line alone.
 */
export function gatewayResponses(): Readonly<Record<string, object>> {
  return {
    DEFAULT_4XX: answer({ title: "$context.error.messageString" }),
    DEFAULT_5XX: answer({ title: "$context.error.messageString" }),
    MISSING_AUTHENTICATION_TOKEN: fixed(404, "There is nothing at this path; the API has /items and /items/{id}."),
    UNSUPPORTED_MEDIA_TYPE: fixed(415, "The body has a type that is not taken here; send application/json."),
    THROTTLED: fixed(429, "More requests came than the API takes at a time; try again in a moment.", {
      "Retry-After": "1",
    }),
    API_CONFIGURATION_ERROR: fixed(500, "The function behind this path cannot be called."),
    INTEGRATION_TIMEOUT: fixed(504, "The function behind this path did not answer in time."),
  };
}

function fixed(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): object {
  const title = JSON.stringify(STATUS_CODES[status]);
  return { statusCode: String(status), ...answer({ title, status, detail }, headers) };
}

/** Members are put together by hand: a variable such as `messageString` is a JSON string already. */
function answer(
  { title, status, detail }: { readonly title: string; readonly status?: number; readonly detail?: string },
  headers: Readonly<Record<string, string>> = {},
): object {
  const members = [
    '"type":"about:blank"',
    `"title":${title}`,
    ...(status === undefined ? [] : [`"status":${status}`]),
    `"detail":${detail === undefined ? title : JSON.stringify(detail)}`,
    '"requestId":"$context.requestId"',
  ];
  const all = {
    "Content-Type": "application/problem+json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    ...headers,
  };
  return {
    responseParameters: Object.fromEntries(
      Object.entries(all).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
    ),
    responseTemplates: { "application/json": `{${members.join(",")}}` },
  };
}
