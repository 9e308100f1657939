import { isDeepStrictEqual } from "node:util";
import type { Tags } from "../aws/ownership.ts";
import type { Change } from "../engine/resource.ts";
import { canonicalJson } from "../text/json.ts";

/** Returns the fields of `desired` that differ in `actual`. Fields that are not in `desired` are not compared. */
export function compareFields(actual: object, desired: Readonly<Record<string, unknown>>): readonly Change[] {
  const found: Readonly<Record<string, unknown>> = { ...actual };
  return Object.entries(desired)
    .filter(([field, to]) => !isDeepStrictEqual(found[field], to))
    .map(([field, to]) => ({ field, from: found[field], to }));
}

/** Returns the tags that are missing or differ. */
export function compareTags(actual: Tags, desired: Tags): readonly Change[] {
  return compareFields(actual, desired).map((change) => ({ ...change, field: `tags.${change.field}` }));
}

/** Whether one of these fields is among the changes. */
export function hasChange(changes: readonly Change[], ...fields: readonly string[]): boolean {
  return changes.some(({ field }) => fields.includes(field));
}

/** A policy document with these statements, in canonical JSON. */
export function policyText(...statements: readonly object[]): string {
  return canonicalJson({ Version: "2012-10-17", Statement: statements });
}

/** Converts JSON text to its canonical form; undefined stays undefined. */
export function canonicalText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : canonicalJson(JSON.parse(text));
}
