import { isRecord } from "../../text/json.ts";
/**
 * Records that are keyed by what callers send have no prototype: in `{}`, the names `constructor` and `toString` are there before anybody
 * has put them, and `__proto__` leads to what all objects share.
 */
export function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null);
}

/** Parses JSON into objects that have no prototype, at any depth. */
export function parseRecords<Data>(text: string): Data {
  return JSON.parse(text, (_key, value) => (isRecord(value) ? withoutPrototype(value) : value)) as Data;
}

function withoutPrototype(value: object): object {
  return Object.assign(emptyRecord(), value);
}
