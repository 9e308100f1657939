import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that responds to requests in the order of a script; the last response is repeated. */
export interface ScriptedServer {
  readonly url: string;
  /** "GET /items", in the order of arrival. */
  readonly requests: readonly string[];
  /** The headers of the requests. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** The bodies of the requests. */
  readonly bodies: readonly string[];
  stop(): Promise<void>;
}

export type ScriptedResponse = (response: ServerResponse) => void;

export async function startServer(...responses: readonly ScriptedResponse[]): Promise<ScriptedServer> {
  const requests: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    const respond = responses[Math.min(requests.length, responses.length) - 1];
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      bodies.push(body);
      respond?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    headers,
    bodies,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Responds with a status and a body: an object as JSON, a text as HTML. */
export function respondWith(
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): ScriptedResponse {
  const type = typeof body === "string" ? "text/html" : "application/json";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => response.writeHead(status, { "content-type": type, ...headers }).end(text);
}

/** Breaks the connection instead of responding. */
export function hangUp(response: ServerResponse): void {
  response.destroy();
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}
