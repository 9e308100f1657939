import { createServer, type IncomingMessage, request } from "node:http";
import { closeServer, listen } from "../../src/local/http/listen.ts";

/** An AWS call before it reaches the endpoint. */
export interface RelayedCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/** Responds to a call in place of the endpoint, with JSON; undefined forwards the call. */
export type Intercept = (call: RelayedCall) => Promise<object | undefined>;

/** A proxy in front of an endpoint that forwards everything and records the calls that change something. */
export interface EndpointRelay {
  readonly endpoint: string;
  /** `CreateRole`, or `PUT /restapis/abc` for protocols whose requests do not name the operation. */
  readonly changes: readonly string[];
  stop(): Promise<void>;
}

/** Starts a proxy on loopback. It removes what matches `omit` from bodies. */
export async function startEndpointRelay(
  endpoint: string,
  intercept: Intercept = async () => undefined,
  omit: RegExp = /$^/,
): Promise<EndpointRelay> {
  const changes: string[] = [];
  const server = createServer((message, response) => {
    const relay = async () => {
      const sent = Buffer.concat(await message.toArray());
      const { method = "GET", url: path = "/", headers } = message;
      const body = sent.toString("utf8");
      const bytes = omit.test(body) ? Buffer.from(body.replace(omit, "")) : sent;
      const passed = { ...headers, "content-length": String(bytes.length) };
      const change = changeOf({ method, path, body }, headers["x-amz-target"]);
      if (change !== undefined) changes.push(change);
      const own = await intercept({ method, path, body });
      if (own) return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(own));
      const forwarded = await new Promise<IncomingMessage>((resolve, reject) => {
        request(endpoint, { path, method, headers: sent.length === 0 ? headers : passed }, resolve)
          .once("error", reject)
          .end(bytes);
      });
      response.writeHead(forwarded.statusCode ?? 502, forwarded.headers);
      return forwarded.pipe(response);
    };
    relay().catch((error: Error) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: `The relay failed: ${error.message}` }));
    });
  });
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, changes, stop: () => closeServer(server) };
}

const READS = /^(Describe|Filter|Get|Head|List|Query|Scan)/;

/** Requests to deployed APIs and pages are not recorded. */
function changeOf({ method, path, body }: RelayedCall, target: string | string[] | undefined): string | undefined {
  if (path.includes("/_user_request_")) return undefined;
  const named = String(target ?? "").split(".")[1] ?? new URLSearchParams(body).get("Action") ?? undefined;
  if (named !== undefined) return READS.test(named) ? undefined : named;
  return method === "GET" || method === "HEAD" || method === "OPTIONS" ? undefined : `${method} ${path}`;
}
