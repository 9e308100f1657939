import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { GatewayResponseDefinition } from "../definition.ts";
import { importError } from "../errors.ts";
import { templateVariables } from "../template-variables.ts";
import { readObject, readStringMap } from "./read-json.ts";

/**
 * The gateway response types
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).
 */
const TYPES = new Set([
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "ACCESS_DENIED",
  "API_CONFIGURATION_ERROR",
  "AUTHORIZER_CONFIGURATION_ERROR",
  "AUTHORIZER_FAILURE",
  "BAD_REQUEST_BODY",
  "BAD_REQUEST_PARAMETERS",
  "EXPIRED_TOKEN",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "INVALID_API_KEY",
  "INVALID_SIGNATURE",
  "MISSING_AUTHENTICATION_TOKEN",
  "QUOTA_EXCEEDED",
  "REQUEST_TOO_LARGE",
  "RESOURCE_NOT_FOUND",
  "THROTTLED",
  "UNAUTHORIZED",
  "UNSUPPORTED_MEDIA_TYPE",
  "WAF_FILTERED",
]);

/** The variables that the local cloud supports in gateway response templates. */
const VARIABLES: ReadonlySet<string> = new Set([
  "context.error.message",
  "context.error.messageString",
  "context.error.responseType",
  "context.requestId",
  "context.extendedRequestId",
  "context.apiId",
  "context.stage",
  "context.path",
  "context.httpMethod",
  "context.resourcePath",
  "context.requestTime",
  "context.requestTimeEpoch",
  "context.identity.accountId",
  "context.identity.caller",
  "context.identity.user",
  "context.identity.userArn",
  "context.identity.sourceIp",
]);

const WHERE = "x-amazon-apigateway-gateway-responses";

/** Parses `x-amazon-apigateway-gateway-responses`: customized error responses, keyed by type. */
export function parseGatewayResponses(document: JsonObject): Readonly<Record<string, GatewayResponseDefinition>> {
  const responses = Object.entries(readObject(document[WHERE], WHERE));
  return Object.fromEntries(responses.map(([type, value]) => [type, parseResponse(type, value)]));
}

function parseResponse(type: string, value: unknown): GatewayResponseDefinition {
  if (!TYPES.has(type)) throw importError(`Unable to put gateway response '${type}': Invalid response type specified`);
  const where = `${WHERE}.${type}`;
  const { statusCode, responseParameters, responseTemplates, ...unknown } = readObject(value, where);
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw notSupported(`PutRestApi: ${where}.${name}`);
  const status = statusCode === undefined ? undefined : String(statusCode);
  if (status !== undefined && !/^[1-5]\d\d$/.test(status))
    throw importError(`Unable to put gateway response '${type}': Invalid status code specified: ${status}`);
  const parameters = readStringMap(responseParameters, `${where}.responseParameters`);
  const templates = readStringMap(responseTemplates, `${where}.responseTemplates`);
  for (const [target, source] of Object.entries(parameters)) checkMapping(type, target, source);
  for (const [mediaType, template] of Object.entries(templates)) checkTemplate(where, mediaType, template);
  return { statusCode: status, responseParameters: parameters, responseTemplates: templates };
}

function checkMapping(type: string, target: string, source: string): void {
  if (!/^gatewayresponse\.header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(target))
    throw importError(`Unable to put gateway response '${type}': Invalid mapping expression specified: ${target}`);
  if (/^'[^\r\n]*'$/.test(source) || /^method\.request\.header\.[A-Za-z0-9-]+$/.test(source)) return;
  if (/^(method\.request|context|stageVariables)\./.test(source))
    throw notSupported(`PutRestApi: the mapping expression ${source} (for ${type})`);
  throw importError(`Unable to put gateway response '${type}': Invalid mapping expression specified: ${source}`);
}

function checkTemplate(where: string, mediaType: string, template: string): void {
  if (mediaType !== "application/json") throw notSupported(`PutRestApi: ${where}.responseTemplates.${mediaType}`);
  const unknown = templateVariables(template).find((name) => !VARIABLES.has(name));
  if (unknown !== undefined) throw notSupported(`PutRestApi: the variable $${unknown} (in ${where})`);
}
