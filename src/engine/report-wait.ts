import { AsyncLocalStorage } from "node:async_hooks";

/** Takes what is being waited for, and for how many milliseconds already. */
export type WaitReporter = (reason: string, milliseconds: number) => void;

const storage = new AsyncLocalStorage<WaitReporter>();

/** Runs something whose waits, even those deep inside a client's retries, are said through `say`. */
export function withWaitReporter<Done>(say: WaitReporter, run: () => Promise<Done>): Promise<Done> {
  return storage.run(say, run);
}

/** Says what is being waited for, and for how many milliseconds already, where nothing but a call of a client is at hand. */
export function reportWait(reason: string, milliseconds: number): void {
  storage.getStore()?.(reason, milliseconds);
}
