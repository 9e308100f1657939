import type { MockIntegration } from "../definition.ts";
import { TEMPLATE_VARIABLES } from "../openapi/parse-mock-responses.ts";
import { renderRequestTemplate } from "../openapi/template.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import { readVariable } from "./context-variables.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { EdgeResponse, Header } from "./edge-response.ts";
import { API_CONFIGURATION_ERROR, UNSUPPORTED_MEDIA_TYPE } from "./gateway-error.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { isBinaryType, JSON_TYPE, mediaTypeOf } from "./media-types.ts";
import type { Match } from "./route-table.ts";

/**
 * Responds without a backend. The request template (or the body, if no template matches) contains the status that
 * selects the response.
 */
export function respondWithMock(
  integration: MockIntegration,
  { stage, request, match }: { readonly stage: CompiledStage; readonly request: EdgeRequest; readonly match: Match },
  body: Buffer,
): EdgeResponse {
  const template = requestTemplate(integration, request);
  const { binaryMediaTypes } = stage.api;
  const { headers } = request.message;
  if (template === "refused") return gatewayResponse(stage, request, UNSUPPORTED_MEDIA_TYPE, match);
  // A template cannot read a binary body: https://github.com/aws/serverless-application-model/issues/553
  if (isBinaryType(binaryMediaTypes, mediaTypeOf(headers["content-type"])) && !integration.contentHandling)
    return gatewayResponse(stage, request, API_CONFIGURATION_ERROR, match);
  const text = template === undefined ? body.toString("utf8") : renderRequestTemplate(template, hasQuery(request));
  const [, status] = /"?statusCode"?\s*:\s*"?(\d{3})/.exec(text) ?? [];
  const response = status === undefined ? undefined : selectResponse(integration, status);
  if (!response) return gatewayResponse(stage, request, API_CONFIGURATION_ERROR, match);
  const [[mediaType, bodyTemplate] = [JSON_TYPE, ""]] = Object.entries(response.responseTemplates);
  const facts = { stage, request, match, error: undefined };
  const mapped = Object.entries(response.responseParameters).map(
    ([target, source]): Header => [target.slice("method.response.header.".length), source.slice(1, -1)],
  );
  const hasType = mapped.some(([name]) => name.toLowerCase() === "content-type");
  const rendered = bodyTemplate.replaceAll(TEMPLATE_VARIABLES, (_, name: string) => readVariable(name, facts));
  // The Accept header determines whether the body is decoded from base64
  // (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html).
  const isDecoded = isBinaryType(binaryMediaTypes, mediaTypeOf(headers.accept)) && !response.contentHandling;
  return {
    status: Number(response.statusCode),
    headers: hasType ? mapped : [["Content-Type", mediaType], ...mapped],
    body: isDecoded ? Buffer.from(rendered, "base64") : rendered,
    integration: { status: Number(status), milliseconds: 0 },
  };
}

function hasQuery({ query }: EdgeRequest): boolean {
  return new URLSearchParams(query).size > 0;
}

/**
 * Returns the template for the request's media type. If there is none, returns undefined to pass the body through, or
 * "refused" if the integration does not allow passthrough.
 */
function requestTemplate(
  { requestTemplates, passthroughBehavior }: MockIntegration,
  { message }: EdgeRequest,
): string | "refused" | undefined {
  const mediaType = mediaTypeOf(message.headers["content-type"]) || JSON_TYPE;
  if (Object.hasOwn(requestTemplates, mediaType)) return requestTemplates[mediaType];
  const hasTemplates = Object.keys(requestTemplates).length > 0;
  return passthroughBehavior === "NEVER" || (passthroughBehavior === "WHEN_NO_TEMPLATES" && hasTemplates)
    ? "refused"
    : undefined;
}

function selectResponse({ responses }: MockIntegration, status: string) {
  const matching = responses.find(
    ({ selectionPattern }) => selectionPattern !== undefined && new RegExp(`^(?:${selectionPattern})$`).test(status),
  );
  return matching ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
}
