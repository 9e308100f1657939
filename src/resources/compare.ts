import { isDeepStrictEqual } from "node:util";
import type { Tags } from "../aws/ownership.ts";
import type { Change } from "../engine/resource.ts";

/** The fields of `wanted` that are not so in `actual`; fields that `wanted` does not name are not compared. */
export function compareFields(
  actual: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): readonly Change[] {
  return Object.entries(wanted)
    .filter(([field, to]) => !isDeepStrictEqual(actual[field], to))
    .map(([field, to]) => ({ field, from: actual[field], to }));
}

/** The tags that are missing or wrong, as changes. */
export function compareTags(actual: Tags, wanted: Tags): readonly Change[] {
  return compareFields(actual, wanted).map((change) => ({ ...change, field: `tags.${change.field}` }));
}

/** The changes whose field is one of these. */
export function changesOf(changes: readonly Change[], ...fields: readonly string[]): readonly Change[] {
  return changes.filter(({ field }) => fields.includes(field));
}

/** JSON text with the keys of every object in order, so that two policies that mean the same read the same. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
