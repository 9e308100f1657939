import { isRecord } from "../../text/json.ts";

type Kind = "string" | "number" | "array" | "object";

/** The fields that every record at a path has, and their types. */
type Fields = Readonly<Record<string, Kind>>;

/**
 * The fields of a store's records, by the path of the records. In a path, `*` matches every name: `regions.*.*`. Lists
 * only fields that every version of todo-api has written.
 */
export type RecordShapes = Readonly<Record<string, Fields>>;

/**
 * Finds a record or field of the wrong type, which would make every request that reads it fail. Returns a clause that
 * names it; undefined if there is none.
 */
export function findMisshapen(data: object, shapes: RecordShapes): string | undefined {
  for (const [path, fields] of Object.entries(shapes))
    for (const { at, value } of valuesAt(data, path.split("."))) {
      if (!isRecord(value)) return `${at} is not a JSON object`;
      const wrong = Object.entries(fields).find(([name, kind]) => !IS[kind](value[name]));
      if (wrong) return `${at}.${wrong[0]} is not of type ${wrong[1]}`;
    }
  return undefined;
}

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  array: Array.isArray,
  object: isRecord,
};

interface Located {
  readonly at: string;
  readonly value: unknown;
}

/** Returns no values for an absent path. A required member is also listed as a field of the record that contains it. */
function valuesAt(data: object, path: readonly string[]): readonly Located[] {
  let found: readonly Located[] = [{ at: "", value: data }];
  for (const step of path)
    found = found.flatMap(({ at, value }) => {
      const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
      return entries
        .filter(([name, inner]) => (step === "*" || step === name) && inner !== undefined)
        .map(([name, inner]) => ({ at: at === "" ? name : `${at}.${name}`, value: inner }));
    });
  return found;
}
