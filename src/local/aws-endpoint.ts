import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LocalCloud } from "./cloud.ts";
import { answerWithFaults, type Endpoint } from "./faults/answer-with-faults.ts";
import type { Faults } from "./faults/faults.ts";
import { takeDown } from "./faults/take-down.ts";
import type { Journal } from "./journal.ts";
import { isLoopbackHost } from "./loopback.ts";
import type { WireAnswer, WireRequest } from "./protocol/protocol.ts";
import { answerCodeDownload, CODE_PATH } from "./services/lambda/code-location.ts";

/** What answers the paths below `/_local/`: the local cloud's own questions, that are no AWS call. */
export type LocalQuestions = (request: WireRequest) => WireAnswer | undefined;

/** The largest body that is read: a Lambda package of 50 MB in base64, with room. */
const BODY_LIMIT_BYTES = 80 * 1024 * 1024;

/** What the AWS endpoint answers with, beside the cloud. */
export interface AwsEndpoint {
  readonly journal: Journal;
  readonly faults: Faults;
  readonly questions: LocalQuestions;
  isStopped(): boolean;
}

/** The HTTP server of the AWS endpoint: every service at one address, told apart by the signature. */
export function createAwsEndpoint(cloud: () => LocalCloud, about: AwsEndpoint): Server {
  const endpoint: Endpoint = {
    ...about,
    takeDown: (milliseconds) => void takeDown(server, cloud().clock, milliseconds, about.isStopped),
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    answer(cloud, endpoint, about.questions, message).then(
      (answered) => (answered ? send(message, response, cloud().clock.now(), answered) : response.destroy()),
      () => response.destroy(),
    );
  });
  return server;
}

async function answer(
  cloud: () => LocalCloud,
  endpoint: Endpoint,
  questions: LocalQuestions,
  message: IncomingMessage,
): Promise<WireAnswer | undefined> {
  if (!isLoopbackHost(message.headers.host))
    return plain(403, "This address serves requests from this machine to this machine only.");
  const body = await readBody(message);
  if (!body) return plain(413, "The request is larger than the local cloud takes.");
  const request = wireRequest(message, body);
  if (request.path.startsWith(CODE_PATH)) return answerCodeDownload(cloud(), request);
  if (request.path.startsWith("/_local/")) return questions(request) ?? plain(404, "There is nothing here.");
  return answerWithFaults(cloud(), endpoint, request);
}

function wireRequest(message: IncomingMessage, body: Uint8Array): WireRequest {
  const url = message.url ?? "/";
  const mark = url.indexOf("?");
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
  return {
    method: message.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers,
    body,
  };
}

async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

/** The date is the cloud's: the SDK mends the skew of its own clock by it. */
function send(message: IncomingMessage, response: ServerResponse, now: number, answered: WireAnswer): void {
  const body = message.method === "HEAD" ? "" : answered.body;
  const isEmpty = answered.status === 204 || answered.status === 304 || message.method === "HEAD";
  response.writeHead(answered.status, {
    date: new Date(now).toUTCString(),
    ...answered.headers,
    ...(!isEmpty && { "content-length": Buffer.byteLength(body) }),
  });
  response.end(body);
}

function plain(status: number, text: string): WireAnswer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
