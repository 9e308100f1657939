import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import dynalite from "dynalite";
import { notSupported } from "../../aws-error.ts";
import type { Clock } from "../../clock.ts";
import { closeDynalite } from "./close-dynalite.ts";
import type { DynamoDbEngine, EngineAnswer } from "./engine.ts";
import { readAtOnce } from "./read-at-once.ts";
import { releaseIterators } from "./release-iterators.ts";
import { sendToServer } from "./send-to-server.ts";
import { createTurns } from "./turns.ts";

/** Opens the engine: one dynalite for each region that is used, its items in `directory`, or in memory without one. */
export function createDynamoDbEngine(directory: string | undefined, clock: Clock): DynamoDbEngine {
  const servers = new Map<string, Server>();
  const pending = new Set<Promise<unknown>>();
  const turns = createTurns();
  releaseIterators();
  readAtOnce();

  return {
    send: (region, operation, body) => track(turns.beside(() => toRegion(region, operation, body))),

    alone: (region, work) => track(turns.alone(() => work((operation, body) => toRegion(region, operation, body)))),

    // dynalite ends the whole process when its database closes under a request (it rethrows "Database is closed").
    async close() {
      await Promise.allSettled(pending);
      await Promise.all(Array.from(servers.values(), closeDynalite));
      servers.clear();
    },
  };

  function toRegion(region: string, operation: string, body: Uint8Array | string): Promise<EngineAnswer> {
    const server = servers.get(region) ?? open(directory, region);
    servers.set(region, server);
    return clock.working(sendToServer(server, operation, body));
  }

  function track<Done>(work: Promise<Done>): Promise<Done> {
    pending.add(work);
    return work.finally(() => pending.delete(work));
  }
}

/** The name comes from the signature's scope, which anyone may choose, and names a folder here. */
const REGION = /^[a-z0-9-]{1,40}$/;

function open(directory: string | undefined, region: string): Server {
  if (!REGION.test(region)) throw notSupported(`The region ${region}`);
  const atOnce = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  if (directory === undefined) return dynalite(atOnce);
  const path = join(directory, "tables", region);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return dynalite({ ...atOnce, path });
}
