import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LocalCloud } from "../cloud.ts";
import type { Faults } from "../faults/faults.ts";
import { takeDown } from "../faults/take-down.ts";
import { isLoopbackHost, joinedHeaders } from "../http/request-headers.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { CODE_PATH, serveCodeDownload } from "../services/lambda/code-location.ts";
import { type BodyLimit, bodyLimitOf, SMALL_BODY_BYTES } from "./body-limit.ts";
import type { EndpointTools } from "./exchange.ts";
import { handleRequest } from "./handle-request.ts";
import type { Journal } from "./journal.ts";

/** Handles requests under `/_local/`, except code downloads. Returns undefined for a path that does not exist. */
type ControlApi = (request: WireRequest) => WireResponse | undefined;

interface AwsEndpointOptions {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly controlApi: ControlApi;
  isStopped(): boolean;
}

/** Creates the HTTP server for the AWS endpoint, which serves every service at one address. */
export function createAwsEndpoint(
  cloud: () => LocalCloud,
  { journal, faults, controlApi, isStopped }: AwsEndpointOptions,
): Server {
  const tools: EndpointTools = {
    journal,
    faults,
    takeDown: (milliseconds) => void takeDown(server, cloud().clock, milliseconds, isStopped),
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    handleMessage(cloud, tools, controlApi, message).then(
      (result) => (result ? send(message, response, cloud().clock.now(), result) : response.destroy()),
      () => response.destroy(),
    );
  });
  return server;
}

async function handleMessage(
  cloud: () => LocalCloud,
  tools: EndpointTools,
  controlApi: ControlApi,
  message: IncomingMessage,
): Promise<WireResponse | undefined> {
  if (!isLoopbackHost(message.headers.host))
    return plainText(403, "This endpoint accepts only requests whose Host header names a loopback address.");
  const head = toWireRequest(message, new Uint8Array());
  const body = await readBody(message, () => limitOf(cloud(), head));
  if (!(body instanceof Uint8Array)) return body;
  const request = { ...head, body };
  if (request.path.startsWith(CODE_PATH)) return serveCodeDownload(cloud(), request);
  if (request.path.startsWith("/_local/")) return controlApi(request) ?? plainText(404, "Not found.");
  return handleRequest(cloud(), tools, request);
}

function toWireRequest(message: IncomingMessage, body: Uint8Array): WireRequest {
  const url = message.url ?? "/";
  const queryStart = url.indexOf("?");
  return {
    method: message.method ?? "GET",
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: new URLSearchParams(queryStart < 0 ? "" : url.slice(queryStart + 1)),
    headers: joinedHeaders(message.headers),
    body,
  };
}

async function limitOf(cloud: LocalCloud, head: WireRequest): Promise<BodyLimit> {
  if (head.path.startsWith("/_local/")) return { bytes: 0, refusal: plainText(413, "The request is too large.") };
  return bodyLimitOf(cloud, head);
}

/** Returns the body, or an error response if it is too large. The rest of the body is then discarded as it arrives. */
async function readBody(
  message: IncomingMessage,
  readLimit: () => Promise<BodyLimit>,
): Promise<Uint8Array | WireResponse> {
  const chunks: Buffer[] = [];
  let size = Number(message.headers["content-length"] ?? 0);
  let limit = size > SMALL_BODY_BYTES ? await readLimit() : undefined;
  if (limit && size > limit.bytes) return limit.refusal;
  size = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > SMALL_BODY_BYTES) limit ??= await readLimit();
    if (limit && size > limit.bytes) return limit.refusal;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Sets the Date header from the local cloud's clock, because the SDK corrects its own clock with that header. */
function send(message: IncomingMessage, response: ServerResponse, now: number, result: WireResponse): void {
  const body = message.method === "HEAD" ? "" : result.body;
  const isEmpty = result.status === 204 || result.status === 304 || message.method === "HEAD";
  response.writeHead(result.status, {
    date: new Date(now).toUTCString(),
    ...result.headers,
    ...(!isEmpty && { "content-length": Buffer.byteLength(body) }),
  });
  response.end(body);
}

function plainText(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
