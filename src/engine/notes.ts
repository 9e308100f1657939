import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<(note: string) => void>();

/** Runs an action and passes its notes to `add`. */
export function withNotes<Done>(add: (note: string) => void, run: () => Promise<Done>): Promise<Done> {
  return storage.run(add, run);
}

/** Adds a note to the running task. The user sees it at the end of the run, so write complete sentences. */
export function addNote(note: string): void {
  storage.getStore()?.(note);
}
