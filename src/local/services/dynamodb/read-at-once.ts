import { levelPrototype } from "./level-prototype.ts";

/** LevelDB's read, in this thread. */
interface SyncReader {
  _getSync(key: unknown, options: unknown): unknown;
}

/** Lets LevelDB read in this thread: the read takes some microseconds, to hand it to another thread and back takes ten times as much. */
export function readAtOnce(): void {
  Object.defineProperty(levelPrototype("classic-level", "ClassicLevel"), "_get", {
    async value(this: SyncReader, key: unknown, options: unknown) {
      return this._getSync(key, options);
    },
  });
}
