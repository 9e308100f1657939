import { isRecord } from "../../text/json.ts";

/**
 * Creates a record without a prototype, for keys that callers choose: in `{}`, the names `constructor` and `toString`
 * are always present, and `__proto__` points to the prototype that all objects share.
 */
export function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null);
}

/** Parses JSON into objects without a prototype, at any depth. */
export function parseRecords<Data>(text: string): Data {
  return JSON.parse(text, (_key, value) => (isRecord(value) ? withoutPrototype(value) : value)) as Data;
}

function withoutPrototype(value: object): object {
  return Object.assign(emptyRecord(), value);
}
