import type { CompiledStage } from "./compiled-stage.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { EdgeResponse } from "./edge-response.ts";
import type { GatewayError } from "./gateway-error.ts";
import type { Match } from "./route-table.ts";

/** The data that `$context` variables are read from. The response is set only for access logs. */
interface ContextFacts {
  readonly stage: CompiledStage | undefined;
  readonly request: EdgeRequest;
  readonly match: Match | undefined;
  readonly error: GatewayError | undefined;
  readonly response?: EdgeResponse;
  readonly respondedAt?: number;
}

/** The value of a variable such as `context.requestId`; a dash if it is unset or empty. */
export function readVariable(name: string, facts: ContextFacts): string {
  const value = VARIABLES.get(name)?.(facts);
  return value === undefined || value === "" ? "-" : String(value);
}

type Reader = (facts: ContextFacts) => string | number | undefined;

const integrationStatus: Reader = ({ response }) => response?.integration?.status;
const integrationLatency: Reader = ({ response }) => response?.integration?.milliseconds;
const integrationError: Reader = ({ response }) => response?.integration?.error;
const integrationRequestId: Reader = ({ response }) => response?.integration?.requestId;

const VARIABLES: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["context.requestId", ({ request }) => request.requestId],
  ["context.extendedRequestId", ({ request }) => request.extendedRequestId],
  ["context.accountId", ({ stage }) => stage?.account],
  ["context.apiId", ({ stage }) => stage?.restApiId],
  ["context.stage", ({ request }) => request.stage],
  ["context.deploymentId", ({ stage }) => stage?.deploymentId],
  ["context.domainName", ({ request }) => request.host],
  ["context.domainPrefix", ({ stage }) => stage?.restApiId],
  ["context.httpMethod", ({ request }) => request.method],
  ["context.path", ({ request }) => request.fullPath],
  ["context.protocol", ({ request }) => request.protocol],
  ["context.resourceId", ({ match }) => match?.route.resource.id],
  ["context.resourcePath", ({ match }) => match?.route.resource.path],
  ["context.requestTime", ({ request }) => requestTime(request.receivedAt)],
  ["context.requestTimeEpoch", ({ request }) => request.receivedAt],
  ["context.identity.apiKey", ({ request }) => request.apiKey?.value],
  ["context.identity.apiKeyId", ({ request }) => request.apiKey?.id],
  ["context.identity.sourceIp", ({ request }) => request.sourceIp],
  ["context.identity.accountId", ({ request }) => request.caller?.key.principal.account],
  ["context.identity.accessKey", ({ request }) => request.caller?.accessKeyId],
  ["context.identity.caller", ({ request }) => request.caller?.key.principal.userId],
  ["context.identity.user", ({ request }) => request.caller?.key.principal.userId],
  ["context.identity.userArn", ({ request }) => request.caller?.key.principal.arn],
  ["context.identity.userAgent", ({ request }) => request.userAgent],
  ["context.error.message", ({ error }) => error?.message],
  ["context.error.messageString", ({ error }) => error && JSON.stringify(error.message)],
  ["context.error.responseType", ({ error }) => error?.type],
  ["context.status", ({ response }) => response?.status],
  ["context.responseLength", ({ response }) => response && Buffer.byteLength(response.body)],
  ["context.responseLatency", ({ respondedAt, request }) => respondedAt && respondedAt - request.receivedAt],
  ["context.integrationStatus", integrationStatus],
  ["context.integration.integrationStatus", integrationStatus],
  ["context.integrationLatency", integrationLatency],
  ["context.integration.latency", integrationLatency],
  ["context.integrationErrorMessage", integrationError],
  ["context.integration.error", integrationError],
  ["context.awsEndpointRequestId", integrationRequestId],
  ["context.integration.requestId", integrationRequestId],
]);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A time in the format of web server logs: `09/Apr/2015:12:34:56 +0000`. */
export function requestTime(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
