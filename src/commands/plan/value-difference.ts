import { structureOf } from "../../text/json.ts";
import { toPrintable } from "../../text/printable.ts";

/** A line in a diff. A line without a sign stands alone, or is the heading of the lines below. */
export interface DifferenceLine {
  readonly sign: "-" | "+" | "";
  readonly text: string;
}

/** Longer values are shown as an excerpt around the first difference. */
const LONGEST_VALUE = 60;
/** The number of equal characters before the difference in an excerpt. */
const CONTEXT_CHARACTERS = 10;
/** Matches SHA-256 hashes in hex or base64, and shorter hashes in hex. */
const HASH = /^([0-9a-f]{16,}|[A-Za-z0-9+/_-]{43}=?)$/;

/**
 * Returns the difference between two values of a field, in printable form. Documents, policies and permissions are
 * reduced to the parts that differ, each on its own line.
 */
export function valueDifference(field: string, from: unknown, to: unknown): readonly DifferenceLine[] {
  if (isHash(from) || isHash(to)) return [{ sign: "", text: `${toPrintable(field)}: ${hashWord(from, to)}` }];
  const [before, after] = [structureOf(from), structureOf(to)];
  if (before === undefined && after === undefined)
    return [{ sign: "", text: `${toPrintable(field)}: ${scalarDifference(from, to)}` }];
  const [removed, added] = [linesOf(before ?? from), linesOf(after ?? to)];
  return [
    { sign: "", text: `${toPrintable(field)}:` },
    ...without(removed, added).map((text) => ({ sign: "-" as const, text })),
    ...without(added, removed).map((text) => ({ sign: "+" as const, text })),
  ];
}

/** Whether a value is probably a hash, which means nothing to a reader. */
export function isHash(value: unknown): boolean {
  return typeof value === "string" && HASH.test(value) && /\d/.test(value) && !/^\d+$/.test(value);
}

function hashWord(from: unknown, to: unknown): string {
  if (from === undefined) return "added";
  return to === undefined ? "removed" : "changed";
}

/**
 * Returns every value in a structure with the path of names that leads to it. Omits the parts of a path that mean
 * nothing to a reader: positions in lists, the name `Statement`, and the whole path to an action.
 */
function linesOf(value: unknown, path: readonly string[] = []): readonly string[] {
  const structure = structureOf(value);
  if (structure === undefined) return value === undefined ? [] : [lineOf(path, value)];
  if (Array.isArray(structure)) return structure.flatMap((one) => linesOf(one, path));
  return Object.entries(structure).flatMap(([key, inner]) =>
    linesOf(inner, key === "Statement" ? path : [...path, key]),
  );
}

function lineOf(path: readonly string[], value: unknown): string {
  const text = toPrintable(typeof value === "string" ? value : JSON.stringify(value));
  return path.length === 0 || path.at(-1) === "Action" ? text : `${toPrintable(path.join("."))}: ${text}`;
}

/** Returns the lines without those in `others`; each line in `others` removes one equal line. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function scalarDifference(from: unknown, to: unknown): string {
  const [before, after] = [valueText(from), valueText(to)];
  if (before.length <= LONGEST_VALUE && after.length <= LONGEST_VALUE) return `${before} -> ${after}`;
  const start = Math.max(0, firstDifference(before, after) - CONTEXT_CHARACTERS);
  return `${excerpt(before, start)} -> ${excerpt(after, start)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "none";
  return toPrintable(typeof value === "string" ? value : JSON.stringify(value));
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function excerpt(text: string, start: number): string {
  if (text === "none") return text;
  const shown = text.slice(start, start + LONGEST_VALUE);
  return `${start > 0 ? "…" : ""}${shown}${start + LONGEST_VALUE < text.length ? "…" : ""}`;
}
