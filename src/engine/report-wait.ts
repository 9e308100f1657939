import { AsyncLocalStorage } from "node:async_hooks";

/** Receives the reason for a wait, and its duration so far in milliseconds. */
export type WaitReporter = (reason: string, milliseconds: number) => void;

const storage = new AsyncLocalStorage<WaitReporter>();

/** Runs an action, and passes its waits to `report`. */
export function withWaitReporter<Done>(report: WaitReporter, run: () => Promise<Done>): Promise<Done> {
  return storage.run(report, run);
}

/** Reports that the running task is waiting. */
export function reportWait(reason: string, milliseconds: number): void {
  storage.getStore()?.(reason, milliseconds);
}
