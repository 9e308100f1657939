import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LocalCloud } from "../../../cloud.ts";
import { closeServer, listenOrMove } from "../../../http/listen.ts";
import { findBucket } from "../buckets.ts";
import { ERRORS } from "./error-page.ts";
import { failurePage, serveVisitor, type Visit, type VisitResponse } from "./serve-visitor.ts";
import type { WebsiteServers } from "./website-servers.ts";

/** Creates the servers for website buckets. Each uses its bucket's recorded port, or records a free port. */
export function createWebsiteServers(cloud: () => LocalCloud): WebsiteServers {
  const servers = new Map<string, Promise<Server>>();

  async function open(bucket: string): Promise<void> {
    const opening = servers.get(bucket) ?? start(cloud, bucket);
    servers.set(bucket, opening);
    try {
      await opening;
    } catch (error) {
      servers.delete(bucket);
      throw error;
    }
  }

  async function close(bucket: string): Promise<void> {
    const opening = servers.get(bucket);
    servers.delete(bucket);
    if (opening) await closeServer(await opening);
  }

  return {
    open,
    close,
    urlOf(bucket) {
      const port = findBucket(cloud(), bucket)?.websitePort;
      return servers.has(bucket) && port !== undefined ? `http://127.0.0.1:${port}` : undefined;
    },
    async openAll() {
      const websites = Object.values(cloud().s3.data.buckets).filter(({ website }) => website);
      await Promise.all(websites.map(({ name }) => open(name)));
    },
    async closeAll() {
      await Promise.all([...servers.keys()].map(close));
    },
  };
}

async function start(cloud: () => LocalCloud, bucket: string): Promise<Server> {
  const server = createServer((request, response) => serve(cloud(), bucket, request, response));
  const record = findBucket(cloud(), bucket);
  const port = await listenOrMove(server, record?.websitePort ?? 0);
  if (record && record.websitePort !== port) {
    record.websitePort = port;
    cloud().s3.save();
  }
  return server;
}

/** Turns an exception into an error page, so that it affects only this visitor and does not stop the local cloud. */
function respondSafely(cloud: LocalCloud, bucket: string, visit: Visit): VisitResponse {
  try {
    return serveVisitor(cloud, bucket, visit);
  } catch (error) {
    return failurePage(ERRORS.internalError({ Detail: error instanceof Error ? error.message : String(error) }));
  }
}

function serve(cloud: LocalCloud, bucket: string, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { method = "GET", url: target = "/", headers } = request;
  const sent = respondSafely(cloud, bucket, { method, target, headers });
  const hasBody = method !== "HEAD" && sent.status !== 304;
  response.writeHead(sent.status, {
    ...sent.headers,
    ...(sent.status !== 304 && { "content-length": Buffer.byteLength(sent.body) }),
  });
  response.end(hasBody ? sent.body : undefined);
}
