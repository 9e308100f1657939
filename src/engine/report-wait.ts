import { AsyncLocalStorage } from "node:async_hooks";

/** Takes what is being waited for, and for how many milliseconds already. */
export type SayWaiting = (reason: string, milliseconds: number) => void;

const storage = new AsyncLocalStorage<SayWaiting>();

/** Runs something whose waits, even those deep inside a client's retries, are said through `say`. */
export function withWaiting<Done>(say: SayWaiting, run: () => Promise<Done>): Promise<Done> {
  return storage.run(say, run);
}

/** Says what is being waited for, and for how many milliseconds already, where nothing but a call of a client is at hand. */
export function sayWaiting(reason: string, milliseconds: number): void {
  storage.getStore()?.(reason, milliseconds);
}
