import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { EngineResponse } from "./send-to-engine.ts";

export interface StoreRequest {
  readonly id: number;
  readonly operation: string;
  readonly body: string;
}

export interface StoreResponse extends EngineResponse {
  readonly id: number;
}

/** The thread that stores one region's items. */
export interface StoreWorker {
  /** Rejects if the thread ends before it responds. */
  send(operation: string, body: string): Promise<EngineResponse>;
  /** Whether the thread has ended and closed its files. */
  hasEnded(): boolean;
  /** Waits for the requests in flight, then ends the thread, which closes its files. */
  stop(): Promise<void>;
}

// This is always the compiled file, because tests run this module as TypeScript, and Node.js 20 cannot start a thread
// from TypeScript.
const ENTRY = fileURLToPath(new URL("../../../../dist/local/services/dynamodb/serve-table-store.js", import.meta.url));

/** Starts a thread that stores items in the folder `path`, or in memory if `path` is undefined. */
export function startStoreWorker(path: string | undefined): StoreWorker {
  if (!existsSync(ENTRY))
    throw new Error(`The runtime for local tables is not built: ${ENTRY} is missing. Run \`npm run build\`.`);
  const worker = new Worker(ENTRY, { workerData: { path } });
  worker.unref();
  const waiting = new Map<number, { resolve(response: EngineResponse): void; reject(error: Error): void }>();
  let sent = 0;
  let failure: Error | undefined;
  worker.on("message", ({ id, ...response }: StoreResponse) => {
    waiting.get(id)?.resolve(response);
    waiting.delete(id);
  });
  worker.on("error", (error: Error) => {
    failure = error;
  });
  let hasEnded = false;
  worker.once("exit", () => {
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(failure ?? new Error("the thread ended"));
  });
  const inFlight = new Set<Promise<unknown>>();

  return {
    hasEnded: () => hasEnded,

    send(operation, body) {
      const response = new Promise<EngineResponse>((resolve, reject) => {
        if (hasEnded) return reject(failure ?? new Error("the thread ended"));
        sent += 1;
        waiting.set(sent, { resolve, reject });
        worker.postMessage({ id: sent, operation, body } satisfies StoreRequest);
      });
      inFlight.add(response);
      const forget = () => void inFlight.delete(response);
      response.then(forget, forget);
      return response;
    },

    async stop() {
      await Promise.allSettled(inFlight);
      await worker.terminate();
    },
  };
}
