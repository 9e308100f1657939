import type { EdgeExchange } from "./edge-exchange.ts";
import type { EdgeResponse } from "./edge-response.ts";
import {
  API_CONFIGURATION_ERROR,
  INVALID_API_KEY,
  MISSING_AUTHENTICATION_TOKEN,
  REQUEST_TOO_LARGE,
  THROTTLED,
} from "./gateway-error.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { invokeLambda } from "./lambda-proxy.ts";
import { respondWithMock } from "./mock-integration.ts";
import { findRequestError } from "./request-validation.ts";

/** Handles a request to a stage, in AWS's order: method, API key, rate limits, body size, validation, integration. */
export async function serveStageRequest(exchange: EdgeExchange): Promise<EdgeResponse> {
  const { stage, request, match } = exchange;
  if (!match) return gatewayResponse(stage, request, MISSING_AUTHENTICATION_TOKEN);
  const { route } = match;
  if (route.method.apiKeyRequired) {
    const keyError = request.apiKey ? exchange.countAgainstPlan(request.apiKey) : INVALID_API_KEY;
    if (keyError) return gatewayResponse(stage, request, keyError, match);
  }
  if (!stage.admits(route.settingsKey)) return gatewayResponse(stage, request, THROTTLED, match);
  const body = await request.body();
  if (body === "too-large") return gatewayResponse(stage, request, REQUEST_TOO_LARGE, match);
  const error = findRequestError(stage, request, match, body);
  if (error) return gatewayResponse(stage, request, error, match);
  const { integration } = route.method;
  // This cannot occur, because CreateDeployment rejects a method without an integration.
  if (!integration) return gatewayResponse(stage, request, API_CONFIGURATION_ERROR, match);
  if (integration.type === "MOCK") return respondWithMock(integration, { stage, request, match }, body);
  return invokeLambda(integration, { ...exchange, match }, body);
}
