import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isReadOnly } from "../../model/service-model.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Clock } from "../../timing/clock.ts";
import type { EngineResponse, SendToEngine } from "./send-to-engine.ts";
import { type StoreWorker, startStoreWorker } from "./store-worker.ts";
import { openTransactionJournal, type TransactionJournal } from "./transaction/transaction-journal.ts";

/** The items in one region. */
export interface TableStore {
  /** Throws InternalServerError if the store fails. The next request reopens it. */
  readonly send: SendToEngine;
  readonly journal: TransactionJournal;
  /** Rolls back the current transaction. Throws if that fails; no request is then served until a rollback succeeds. */
  rollBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * dynalite does not close the database iterators of Query and Scan. Each one keeps about 10 KB and a snapshot of the
 * database. After this many queries and scans, a store on disk is closed and reopened.
 */
const LISTINGS_BEFORE_REOPENING = 2000;

/** Creates the store in the folder `path`, or in memory if `path` is undefined. The first request opens the store. */
export function createTableStore(path: string | undefined, clock: Clock): TableStore {
  if (path !== undefined) mkdirSync(path, { recursive: true, mode: 0o700 });
  const journal = openTransactionJournal(path && join(path, "transactions.jsonl"), clock);
  let opening: Promise<StoreWorker> | undefined;
  let listings = 0;

  return {
    journal,

    async send(operation, body) {
      try {
        return await sendOnce(operation, body);
      } catch (error) {
        // Another request may have ended the thread. Only reads are retried, because a write may have been performed.
        if (!isReadOnly(operation)) throw storeFailure(error);
        return await sendOnce(operation, body).catch((again) => Promise.reject(storeFailure(again)));
      }
    },

    async rollBack() {
      try {
        await journal.rollBack(sendOnce);
      } catch (error) {
        // The next request reopens the store, which repeats the rollback.
        await stopWorker();
        opening = undefined;
        throw storeFailure(error);
      }
    },

    async close() {
      await stopWorker();
      journal.close();
    },
  };

  async function stopWorker(): Promise<void> {
    await opening?.then(
      (worker) => worker.stop(),
      () => {},
    );
  }

  async function sendOnce(operation: string, body: string): Promise<EngineResponse> {
    const worker = await runningWorker();
    if (path !== undefined && (operation === "Query" || operation === "Scan")) listings += 1;
    const response = worker.send(operation, body);
    if (listings >= LISTINGS_BEFORE_REOPENING) {
      listings = 0;
      opening = worker.stop().then(open);
    }
    return response;
  }

  /** Returns the thread, restarting it if it has ended. Rejects if it cannot be started; the next call retries. */
  async function runningWorker(): Promise<StoreWorker> {
    for (;;) {
      opening ??= open();
      const current = opening;
      const worker = await current.catch((error: unknown) => {
        if (opening === current) opening = undefined;
        throw error;
      });
      if (!worker.hasEnded()) return worker;
      if (opening === current) opening = undefined;
    }
  }

  /**
   * Starts the thread, and rolls back a transaction that was unfinished when the store failed or the local cloud was
   * killed.
   */
  async function open(): Promise<StoreWorker> {
    const worker = startStoreWorker(path);
    try {
      await journal.rollBack(worker.send);
      return worker;
    } catch (error) {
      await worker.stop();
      throw error;
    }
  }
}

function storeFailure(cause: unknown): AwsError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AwsError("InternalServerError", 500, `The local cloud's table store failed: ${why}`);
}
