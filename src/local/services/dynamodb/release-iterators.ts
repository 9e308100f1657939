import { levelPrototype } from "./level-prototype.ts";

/**
 * Lets dynalite's Query and Scan release their database iterators. Its streams end one with `return()`, which level's iterators do
 * not have; left open, each costs about 10 KB and a snapshot of the database for as long as the process lives.
 */
export function releaseIterators(): void {
  for (const name of ["AbstractIterator", "AbstractKeyIterator", "AbstractValueIterator"]) {
    const iterator = levelPrototype("abstract-level", name);
    if (Object.hasOwn(iterator, "return")) continue;
    Object.defineProperty(iterator, "return", {
      value(this: { close(): Promise<void> }) {
        return this.close();
      },
    });
  }
}
