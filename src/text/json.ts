/** A parsed JSON object whose members have not been checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns JSON text with sorted keys, so that equal objects have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Returns an object or array, parsed if given as JSON text; undefined for anything else. */
export function structureOf(value: unknown): object | undefined {
  if (typeof value === "object" && value !== null) return value;
  const parsed = typeof value === "string" && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  return typeof parsed === "object" && parsed !== null ? parsed : undefined;
}

/** Returns the value, with every string in it that contains a JSON object or array parsed. */
export function readNested(value: unknown): unknown {
  const structure = structureOf(value);
  if (structure === undefined) return value;
  if (Array.isArray(structure)) return structure.map(readNested);
  return Object.fromEntries(Object.entries(structure).map(([key, inner]) => [key, readNested(inner)]));
}

/** Parses JSON text; returns undefined if it is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Parses JSON text from a trusted source, such as this program or AWS. The value's type is declared, not checked. */
export function parseTrustedJson<Value>(text: string | Uint8Array): Value {
  return JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text)) as Value;
}
