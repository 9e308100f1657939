import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { LocalCloud } from "../../../cloud.ts";
import { isLoopbackHost } from "../../../http/request-headers.ts";
import { admit } from "./admit.ts";
import { findAdmittedKey } from "./api-key.ts";
import type { Deadlines } from "./deadlines.ts";
import { type EdgeRequest, readEdgeRequest } from "./edge-request.ts";
import type { EdgeResponse, Header } from "./edge-response.ts";
import { FORBIDDEN } from "./gateway-error.ts";
import { gatewayResponse } from "./gateway-response.ts";
import type { InFlight } from "./in-flight.ts";
import { isForeignPage } from "./is-foreign-page.ts";
import type { PlanUsage } from "./plan-usage.ts";
import { serveStageRequest } from "./serve-stage-request.ts";
import type { StageCache } from "./stage-cache.ts";

interface ListenerOptions {
  readonly cloud: () => LocalCloud;
  readonly region: string;
  readonly restApiId: string;
  readonly stages: StageCache;
  readonly deadlines: Deadlines;
  readonly countAgainstPlan: PlanUsage;
  readonly inFlight: InFlight;
}

/** Creates the listener that handles the requests to one API and writes the access logs of its stages. */
export function createRequestListener(options: ListenerOptions): RequestListener {
  return (message, response) => {
    options.inFlight.begin();
    response.once("close", options.inFlight.end);
    serve(options, message, response).catch((error: unknown) => fail(response, error));
  };
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const detail = error instanceof Error ? error.stack : String(error);
  response.writeHead(500, { "content-type": "application/json" });
  response.end(JSON.stringify({ message: `The local cloud failed: ${detail}` }));
}

async function serve(options: ListenerOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const cloud = options.cloud();
  const received = readEdgeRequest(message, cloud.clock.now());
  // Checking the Host header prevents DNS rebinding.
  if (!isLoopbackHost(received.host) || isForeignPage(cloud, { host: received.host, origin: message.headers.origin }))
    return send(received, response, gatewayResponse(undefined, received, FORBIDDEN));
  const stage = options.stages.find(options.region, options.restApiId, received.stage);
  if (!stage) return send(received, response, gatewayResponse(undefined, received, FORBIDDEN));
  const match = stage.routes(received.path, received.method);
  const apiKey = match?.route.method.apiKeyRequired ? findAdmittedKey(cloud, stage, received) : undefined;
  const { request, error } = await admit(cloud, stage, { ...received, apiKey }, match);
  const { deadlines, countAgainstPlan } = options;
  const served = error
    ? gatewayResponse(stage, request, error, match)
    : await serveStageRequest({ cloud, deadlines, countAgainstPlan, stage, request, match });
  send(request, response, served);
  stage.accessLog?.write({ cloud, stage, request, match, response: served, respondedAt: cloud.clock.now() });
}

function send(request: EdgeRequest, response: ServerResponse, { status, headers, body }: EdgeResponse): void {
  const all: Header[] = [
    ["x-amzn-RequestId", request.requestId],
    ["x-amz-apigw-id", request.extendedRequestId],
    ...headers,
  ];
  const hasBody = status !== 204 && status !== 304;
  if (hasBody) all.push(["Content-Length", String(Buffer.byteLength(body))]);
  response.writeHead(status, all.flat());
  response.end(hasBody ? body : undefined);
}
