import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<(note: string) => void>();

/** Runs something whose notes go to `add`. */
export function withNotes<Done>(add: (note: string) => void, run: () => Promise<Done>): Promise<Done> {
  return storage.run(add, run);
}

/** Notes what the user must know of the resource that is being worked on: a whole sentence, shown when the run has ended. */
export function addNote(note: string): void {
  storage.getStore()?.(note);
}
