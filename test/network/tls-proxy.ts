import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";

const FIXTURES = new URL("fixtures/", import.meta.url);

/** A CA bundle with only the certificate that signed the certificates of AWS's host names in these tests. */
export const CA_BUNDLE = new URL("ca.pem", FIXTURES);

/** A proxy on this machine, in front of a server with AWS's host names. */
export interface TlsProxy {
  readonly url: string;
  /** `host:port` of every requested tunnel. */
  readonly tunnels: readonly string[];
  /** `host/path` of every request through a tunnel. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

const deny: RequestListener = (_, response) => {
  response.writeHead(403, { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" });
  response.end('{"message":"Denied by the test"}');
};

/**
 * Starts a proxy that accepts CONNECT to any host and, except on port 80, terminates TLS with a certificate of the test
 * CA. Unless another is given, its server denies everything.
 */
export async function startTlsProxy(respond: RequestListener = deny): Promise<TlsProxy> {
  const requests: string[] = [];
  const listener: RequestListener = (message, response) => {
    requests.push(`${message.headers.host}${message.url}`);
    respond(message, response);
  };
  const tls = createTlsServer(
    { key: readFileSync(new URL("server.key", FIXTURES)), cert: readFileSync(new URL("server.pem", FIXTURES)) },
    listener,
  );
  const plain = createServer(listener);
  const tlsPort = await listening(tls);
  const plainPort = await listening(plain);
  const sockets = new Set<Socket>();
  const tunnels: string[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", ({ url = "" }, client: Socket) => {
    tunnels.push(url);
    const target = connect(url.endsWith(":80") ? plainPort : tlsPort, "127.0.0.1", () =>
      client.write("HTTP/1.1 200 Connection established\r\n\r\n"),
    );
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
    client.pipe(target).pipe(client);
  });
  const proxyPort = await listening(proxy);
  return {
    url: `http://127.0.0.1:${proxyPort}`,
    tunnels,
    requests,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([proxy, tls, plain].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
