import { AsyncLocalStorage } from "node:async_hooks";

/** Receives the name of a wait, and how many milliseconds it has taken so far. */
export type WaitReporter = (reason: string, milliseconds: number) => void;

const storage = new AsyncLocalStorage<WaitReporter>();

/** Runs an action whose waits, including those inside a client's retries, go to `report`. */
export function withWaitReporter<Done>(report: WaitReporter, run: () => Promise<Done>): Promise<Done> {
  return storage.run(report, run);
}

/** Reports a wait of the running task, and how many milliseconds it has taken so far. */
export function reportWait(reason: string, milliseconds: number): void {
  storage.getStore()?.(reason, milliseconds);
}
