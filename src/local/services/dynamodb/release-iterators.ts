import { createRequire } from "node:module";

/**
 * Lets dynalite's Query and Scan release their database iterators. Its streams end one with `return()`, which level's iterators do
 * not have; left open, each costs about 10 KB and a snapshot of the database for as long as the process lives.
 */
export function releaseIterators(): void {
  for (const iterator of iteratorPrototypes()) {
    if (Object.hasOwn(iterator, "return")) continue;
    Object.defineProperty(iterator, "return", {
      value(this: { close(): Promise<void> }) {
        return this.close();
      },
    });
  }
}

/** The classes that level's iterators derive from, in the copy that dynalite uses. */
function iteratorPrototypes(): readonly object[] {
  const requireHere = createRequire(import.meta.url);
  const requireThere = createRequire(requireHere.resolve("dynalite"));
  const requireLevel = createRequire(requireThere.resolve("memory-level"));
  const level: unknown = requireLevel("abstract-level");
  return ["AbstractIterator", "AbstractKeyIterator", "AbstractValueIterator"].map((name) => prototypeOf(level, name));
}

function prototypeOf(module: unknown, name: string): object {
  const found = isRecord(module) ? module[name] : undefined;
  const prototype: unknown = typeof found === "function" ? found.prototype : undefined;
  if (!isRecord(prototype)) throw new Error(`The database below the DynamoDB engine has no class ${name}.`);
  return prototype;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
