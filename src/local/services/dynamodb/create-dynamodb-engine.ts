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

/** Opens the engine: one dynalite for each region that is used, its items in `directory`, or in memory without one. */
export function createDynamoDbEngine(directory: string | undefined, clock: Clock): DynamoDbEngine {
  const servers = new Map<string, Server>();
  const pending = new Set<Promise<EngineAnswer>>();
  releaseIterators();
  readAtOnce();

  return {
    send(region, operation, body) {
      const server = servers.get(region) ?? open(directory, region);
      servers.set(region, server);
      const answer = clock.working(sendToServer(server, operation, body));
      pending.add(answer);
      return answer.finally(() => pending.delete(answer));
    },

    // dynalite ends the whole process when its database closes under a request (it rethrows "Database is closed").
    async close() {
      await Promise.allSettled(pending);
      await Promise.all(Array.from(servers.values(), closeDynalite));
      servers.clear();
    },
  };
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
