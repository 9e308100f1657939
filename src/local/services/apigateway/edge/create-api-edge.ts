import { createServer, type Server } from "node:http";
import type { LocalCloud } from "../../../cloud.ts";
import { closeServer, listenOrMove } from "../../../http/listen.ts";
import { findApi } from "../records.ts";
import type { ApiEdge } from "./api-edge.ts";
import { createDeadlines } from "./deadlines.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { createPlanUsage } from "./plan-usage.ts";
import { createRequestListener } from "./request-listener.ts";
import { createStageCache } from "./stage-cache.ts";

interface Listener {
  readonly server: Server;
  readonly url: string;
  readonly inFlight: InFlight;
}

/** How long `closeAll` waits for requests in flight before it drops them. */
const GRACE_MILLISECONDS = 2000;
const KEEP_ALIVE_MILLISECONDS = 60_000;

/** Creates the edge. Each API keeps its port after a restart, unless another program uses that port. */
export function createApiEdge(cloud: () => LocalCloud): ApiEdge {
  const listening = new Map<string, Listener>();
  const stages = createStageCache(cloud);
  const deadlines = createDeadlines(() => cloud().clock);
  const countAgainstPlan = createPlanUsage(() => cloud().clock);

  async function open(region: string, restApiId: string): Promise<void> {
    const api = findApi(cloud(), region, restApiId);
    if (!api || listening.has(restApiId)) return;
    const inFlight = createInFlight();
    const listener = createRequestListener({ cloud, region, restApiId, stages, deadlines, countAgainstPlan, inFlight });
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLISECONDS }, listener);
    const port = await listenOrMove(server, api.port ?? 0);
    listening.set(restApiId, { server, url: `http://127.0.0.1:${port}`, inFlight });
    if (api.port === port) return;
    if (api.port !== undefined) api.formerPorts = [...(api.formerPorts ?? []), api.port];
    api.port = port;
    cloud().apigateway.save();
  }

  async function close(_region: string, restApiId: string): Promise<void> {
    const found = listening.get(restApiId);
    listening.delete(restApiId);
    if (found) await closeWhenSettled(found, new Promise(() => {}));
  }

  async function closeAll(): Promise<void> {
    const all = [...listening.values()];
    listening.clear();
    const isBusy = all.some(({ inFlight }) => inFlight.count() > 0);
    const deadline = isBusy ? cloud().clock.sleep(GRACE_MILLISECONDS) : Promise.resolve();
    await Promise.all(all.map((one) => closeWhenSettled(one, deadline)));
  }

  async function openAll(): Promise<void> {
    const regions = Object.entries(cloud().apigateway.data.regions);
    const apis = regions.flatMap(([region, { restApis }]) => Object.keys(restApis).map((id) => [region, id] as const));
    await Promise.all(apis.map(([region, id]) => open(region, id)));
  }

  return { open, close, openAll, closeAll, urlOf: (restApiId) => listening.get(restApiId)?.url };
}

async function closeWhenSettled({ server, inFlight }: Listener, deadline: Promise<void>): Promise<void> {
  server.close();
  await Promise.race([inFlight.settled(), deadline]);
  await closeServer(server);
}
