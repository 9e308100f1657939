import { mayInvoke } from "../../lambda/may-invoke.ts";
import type { CompletedInvocation, InvocationResult } from "../../lambda/runner/function-runner.ts";
import type { LambdaProxyIntegration } from "../definition.ts";
import type { EdgeExchange } from "./edge-exchange.ts";
import type { EdgeResponse, IntegrationFacts } from "./edge-response.ts";
import {
  API_CONFIGURATION_ERROR,
  BAD_INTEGRATION_RESPONSE,
  type GatewayError,
  INTEGRATION_TIMEOUT,
  THROTTLED,
} from "./gateway-error.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { isBinaryType, mediaTypeOf } from "./media-types.ts";
import { proxyEvent } from "./proxy-event.ts";
import { type ProxyResponse, readProxyResponse } from "./proxy-response.ts";
import type { Match } from "./route-table.ts";

type MatchedExchange = EdgeExchange & { readonly match: Match };

type Outcome = { readonly facts: Omit<IntegrationFacts, "milliseconds"> } & (
  | { readonly response: ProxyResponse }
  | { readonly error: GatewayError }
);

/** Passes a request to a function, and returns the function's response or, on failure, a gateway response. */
export async function invokeLambda(
  integration: LambdaProxyIntegration,
  exchange: MatchedExchange,
  body: Buffer,
): Promise<EdgeResponse> {
  const { cloud, stage, request, match } = exchange;
  const startedAt = cloud.clock.now();
  const outcome = await invoke(integration, exchange, body);
  const facts = { ...outcome.facts, milliseconds: cloud.clock.now() - startedAt };
  if ("error" in outcome) return gatewayResponse(stage, request, outcome.error, match, facts);
  const headers = [...outcome.response.headers, ["X-Amzn-Trace-Id", request.trace] as const];
  return { ...outcome.response, headers, integration: facts };
}

async function invoke(integration: LambdaProxyIntegration, exchange: MatchedExchange, body: Buffer): Promise<Outcome> {
  const { cloud, deadlines, stage, request, match } = exchange;
  const { functionRegion: region, functionName, httpMethod, timeoutInMillis } = integration;
  // Lambda accepts only POST, and rejects a request that the function's policy does not allow.
  if (httpMethod !== "POST" || !isPermitted(integration, exchange)) return NOT_PERMITTED;
  const payload = proxyEvent(stage, request, match, body);
  const result = await deadlines.within(cloud.functions.invoke({ region, functionName, payload }), timeoutInMillis);
  if (result === "timed-out")
    return { error: INTEGRATION_TIMEOUT, facts: { error: "Execution failed due to a timeout error" } };
  return outcomeOf(result, exchange);
}

const NOT_PERMITTED: Outcome = {
  error: API_CONFIGURATION_ERROR,
  facts: { status: 403, error: "Invalid permissions on Lambda function" },
};

function outcomeOf(result: InvocationResult, exchange: MatchedExchange): Outcome {
  if (result.kind === "not-found") return NOT_PERMITTED;
  if (result.kind === "throttled") return { error: THROTTLED, facts: { status: 429, error: "Rate Exceeded." } };
  const facts = { status: 200, requestId: result.requestId };
  if (result.kind !== "success") {
    const error = `Lambda execution failed with status 200 due to customer function error: ${errorMessage(result)}`;
    return { error: BAD_INTEGRATION_RESPONSE, facts: { ...facts, error } };
  }
  const response = readResponse(result, exchange);
  if (response) return { response, facts };
  return { error: BAD_INTEGRATION_RESPONSE, facts: { ...facts, error: "Malformed Lambda proxy response" } };
}

/** The message of a function's error, still JSON-escaped so that it has no line breaks. */
function errorMessage({ payload }: CompletedInvocation): string {
  const [, message = ""] = /"errorMessage":"((?:[^"\\]|\\.)*)"/.exec(payload) ?? [];
  return message;
}

function readResponse({ payload }: CompletedInvocation, { stage, request }: MatchedExchange) {
  return readProxyResponse(payload, () =>
    isBinaryType(stage.api.binaryMediaTypes, mediaTypeOf(request.message.headers.accept)),
  );
}

/**
 * Whether the function's policy allows this method of this API to invoke the function
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html).
 */
function isPermitted(
  { functionRegion, functionName }: LambdaProxyIntegration,
  { cloud, stage, request, match }: MatchedExchange,
): boolean {
  const path = request.path.replace(/\/+$/, "") || "/";
  return mayInvoke(cloud, functionRegion, functionName, {
    service: "apigateway.amazonaws.com",
    sourceArn: `arn:aws:execute-api:${stage.region}:${stage.account}:${stage.restApiId}/${stage.name}/${match.route.verb}${path}`,
    sourceAccount: stage.account,
  });
}
