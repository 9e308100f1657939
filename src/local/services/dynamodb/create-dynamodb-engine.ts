import { join } from "node:path";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Clock } from "../../timing/clock.ts";
import type { DynamoDbEngine } from "./engine.ts";
import { createReadWriteLock } from "./read-write-lock.ts";
import { createTableStore, type TableStore } from "./table-store.ts";

/** Creates the engine, with one table store per region in use. Stores items in memory if `directory` is undefined. */
export function createDynamoDbEngine(directory: string | undefined, clock: Clock): DynamoDbEngine {
  const stores = new Map<string, TableStore>();
  const pending = new Set<Promise<unknown>>();
  const lock = createReadWriteLock();

  return {
    send: (region, operation, body) => track(lock.shared(() => storeOf(region).send(operation, body))),

    exclusively: (region, work) => track(lock.exclusive(async () => work(storeOf(region)))),

    folderOf,

    async close() {
      await Promise.allSettled(pending);
      await Promise.all(Array.from(stores.values(), (store) => store.close()));
      stores.clear();
    },
  };

  function storeOf(region: string): TableStore {
    const store = stores.get(region) ?? createTableStore(folderOf(region), clock);
    stores.set(region, store);
    return store;
  }

  function folderOf(region: string): string | undefined {
    // The region comes from the signature's credential scope, so it can be any text.
    if (!/^[a-z0-9-]{1,40}$/.test(region)) throw notSupported(`The region ${region}`);
    return directory && join(directory, "tables", region);
  }

  function track<Done>(work: Promise<Done>): Promise<Done> {
    const done = clock.working(work);
    pending.add(done);
    return done.finally(() => pending.delete(done));
  }
}
