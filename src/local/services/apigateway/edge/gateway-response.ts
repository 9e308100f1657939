import { VARIABLE } from "../template-variables.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import { readVariable } from "./context-variables.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { EdgeResponse, Header, IntegrationFacts } from "./edge-response.ts";
import type { GatewayError } from "./gateway-error.ts";
import { JSON_TYPE } from "./media-types.ts";
import type { Match } from "./route-table.ts";

/**
 * Returns the response for an error from the edge. The API's gateway response for the error's type customizes it; if
 * there is none, DEFAULT_4XX or DEFAULT_5XX does.
 */
export function gatewayResponse(
  stage: CompiledStage | undefined,
  request: EdgeRequest,
  error: GatewayError,
  match?: Match,
  integration?: IntegrationFacts,
): EdgeResponse {
  const custom = stage && customization(stage, error);
  const template = custom?.responseTemplates[JSON_TYPE];
  const mapped = mapHeaders(custom?.responseParameters ?? {}, request);
  const hasType = mapped.some(([name]) => name.toLowerCase() === "content-type");
  const facts = { stage, request, match, error };
  return {
    status: custom?.statusCode === undefined ? error.status : Number(custom.statusCode),
    headers: [["x-amzn-ErrorType", error.name], ...(hasType ? [] : [["Content-Type", JSON_TYPE] as const]), ...mapped],
    body:
      template === undefined
        ? JSON.stringify({ [error.key ?? "message"]: error.message })
        : template.replaceAll(VARIABLE, (_, braced?: string, plain?: string) =>
            readVariable(braced ?? plain ?? "", facts),
          ),
    error,
    ...(integration && { integration }),
  };
}

function customization({ api }: CompiledStage, { type = "", status }: GatewayError) {
  // This is the only response that cannot be customized
  // (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
  if (type === "REQUEST_TOO_LARGE") return undefined;
  return api.gatewayResponses[type] ?? api.gatewayResponses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
}

/** Each source is a literal in single quotes or a request header. A header that the request lacks is omitted. */
function mapHeaders(parameters: Readonly<Record<string, string>>, request: EdgeRequest): readonly Header[] {
  return Object.entries(parameters).flatMap(([target, source]): Header[] => {
    const name = target.slice("gatewayresponse.header.".length);
    if (source.startsWith("'")) return [[name, source.slice(1, -1)]];
    const value = request.message.headers[source.slice("method.request.header.".length).toLowerCase()];
    return typeof value === "string" ? [[name, value]] : [];
  });
}
