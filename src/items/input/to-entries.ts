import { createHash } from "node:crypto";
import type { Model } from "../../api/model/model.ts";
import { usageError } from "../../errors.ts";
import type { Fields } from "../item.ts";
import { missingFields } from "../missing-fields.ts";
import type { Input } from "./read-input.ts";

/** An item to add, and the key by which the API knows it again. */
export interface Entry {
  readonly line: number;
  readonly text: string;
  readonly fields: Fields;
  readonly key: string;
  /** The same for entries of the same content. */
  readonly content: string;
}

const MOST_FAULTS = 20;

/**
 * The items to add, what options say filled in. The key is made of the content, and of how many times it came before: the same input gives the same
 * keys, and the same line twice is two items. `run` tells one run from another where they are to be apart. Throws one usage error for all records that are wrong.
 */
export function toEntries(
  { records, refusal }: Pick<Input, "records" | "refusal">,
  given: Fields,
  model: Model,
  run = "",
): readonly Entry[] {
  const seen = new Map<string, number>();
  const faults: string[] = [];
  const entries = records.map(({ line, text, fields: own, faults: wrong }) => {
    const fields = inOrder({ ...given, ...own }, model);
    const missing = wrong.length > 0 ? [] : missingFields(model, fields);
    const why = [...wrong, ...(missing.length > 0 ? [`${missing.join(" and ")} must be given`] : [])];
    if (why.length > 0) faults.push(`line ${line}: ${why.join("; ")}`);
    const content = JSON.stringify(fields);
    const times = seen.get(content) ?? 0;
    seen.set(content, times + 1);
    return { line, text, fields, content, key: keyOf(content, times, run) };
  });
  if (faults.length > 0) throw unreadable(faults, refusal);
  return entries;
}

function inOrder(fields: Fields, model: Model): Fields {
  return Object.fromEntries(
    Object.keys(model.fields).flatMap((name) => {
      const value = fields[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function keyOf(content: string, times: number, run: string): string {
  return createHash("sha256").update(`${run}\n${times}\n${content}`).digest("base64url");
}

function unreadable(faults: readonly string[], refusal: string) {
  const shown = faults.slice(0, MOST_FAULTS).map((fault) => `\n  ${fault}`);
  const more = faults.length > shown.length ? `\n  and ${faults.length - shown.length} more` : "";
  const lines = faults.length === 1 ? "One line of the input cannot" : `${faults.length} lines of the input cannot`;
  return usageError(`${lines} be read. ${refusal}${shown.join("")}${more}`);
}
