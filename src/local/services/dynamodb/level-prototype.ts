import { createRequire } from "node:module";

/** The prototype of a class of level's, in the copy of the module that dynalite uses. */
export function levelPrototype(moduleName: "abstract-level" | "classic-level", className: string): object {
  const requireHere = createRequire(import.meta.url);
  const requireThere = createRequire(requireHere.resolve("dynalite"));
  const requireLevel = createRequire(requireThere.resolve("level"));
  const module: unknown = requireLevel(moduleName);
  const found = isRecord(module) ? module[className] : undefined;
  const prototype: unknown = typeof found === "function" ? found.prototype : undefined;
  if (!isRecord(prototype)) throw new Error(`The database below the DynamoDB engine has no class ${className}.`);
  return prototype;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
