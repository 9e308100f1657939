/** A parsed JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object or list, also where it is written as JSON; undefined for anything else. */
export function structureOf(value: unknown): object | undefined {
  if (typeof value === "object" && value !== null) return value;
  const parsed = typeof value === "string" && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  return typeof parsed === "object" && parsed !== null ? parsed : undefined;
}

/** The value with every object or list in it that is written as JSON text read. */
export function readNested(value: unknown): unknown {
  const structure = structureOf(value);
  if (structure === undefined) return value;
  if (Array.isArray(structure)) return structure.map(readNested);
  return Object.fromEntries(Object.entries(structure).map(([key, inner]) => [key, readNested(inner)]));
}

/** The value that JSON text stands for; undefined for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
