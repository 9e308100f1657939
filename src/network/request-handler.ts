import { Agent } from "node:https";
import { NodeHttpHandler, type NodeHttpHandlerOptions } from "@smithy/node-http-handler";
import { findProxy } from "./find-proxy.ts";

type Handle = NodeHttpHandler["handle"];

/**
 * Sends the SDK's requests directly or through the environment's proxy. If `ca` is given, trusts only its certificates.
 */
export class ProxyingHandler extends NodeHttpHandler {
  readonly #proxied = new Map<string, Promise<NodeHttpHandler>>();
  readonly #options: NodeHttpHandlerOptions;
  readonly #ca: string | undefined;

  constructor(options: NodeHttpHandlerOptions, ca: string | undefined) {
    super({ ...options, ...(ca !== undefined && { httpsAgent: new Agent({ keepAlive: true, maxSockets: 50, ca }) }) });
    this.#options = options;
    this.#ca = ca;
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { protocol, hostname, port } = request;
    const proxy = findProxy(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`);
    return proxy === undefined ? super.handle(request, options) : (await this.#through(proxy)).handle(request, options);
  }

  override destroy(): void {
    super.destroy();
    for (const proxied of this.#proxied.values()) proxied.then((handler) => handler.destroy());
  }

  #through(proxy: string): Promise<NodeHttpHandler> {
    const known = this.#proxied.get(proxy);
    if (known) return known;
    const proxied = createProxiedHandler(proxy, this.#options, this.#ca);
    this.#proxied.set(proxy, proxied);
    return proxied;
  }
}

async function createProxiedHandler(proxy: string, options: NodeHttpHandlerOptions, ca: string | undefined) {
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const httpsAgent = new HttpsProxyAgent(proxy, { keepAlive: true, ...(ca !== undefined && { ca }) });
  // The constructor's options apply to the connection to the proxy; these apply to the connection to the target.
  if (ca !== undefined) Object.assign(httpsAgent.options, { ca });
  return new NodeHttpHandler({ ...options, httpAgent: new HttpProxyAgent(proxy, { keepAlive: true }), httpsAgent });
}
