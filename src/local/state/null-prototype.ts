/**
 * Records that are keyed by what callers send have no prototype: in `{}`, the names `constructor` and `toString` are there before anybody
 * has put them, and `__proto__` leads to what all objects share.
 */
export function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null);
}

/** Parses JSON into objects that have no prototype, at any depth. */
export function parseRecords<Data>(text: string): Data {
  return JSON.parse(text, (_key, value: unknown) => (isPlainObject(value) ? withoutPrototype(value) : value));
}

function withoutPrototype(value: object): object {
  return Object.assign(emptyRecord(), value);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
