import type { Model } from "../../api/model/model.ts";
import { usageError } from "../../errors.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { isRecord, type JsonObject } from "../../text/json.ts";
import { toPrintable } from "../../text/printable.ts";
import { SERVICE_FIELDS } from "../item.ts";
import type { InputRecord } from "./input.ts";

/** Reads JSON objects: one per line, or each on several lines, as `jq` prints them. */
export function readJsonLines(text: string, model: Model): readonly InputRecord[] {
  return splitObjects(text.split(/\r\n|\r|\n/)).map(({ line, lines }) => {
    const object = lines.join("\n");
    const { value, why } = parse(object);
    // Valid JSON is put on one line, so that each valid record takes one line in the file for failed items.
    return toRecord(value, why, line, value === undefined ? object : JSON.stringify(value), model);
  });
}

/**
 * Splits text into objects. An object ends on the line that closes its last bracket. A `{` at the start of a line
 * always begins a new object, so that a damaged object does not affect the others.
 */
function splitObjects(lines: readonly string[]): readonly { readonly line: number; readonly lines: string[] }[] {
  const objects: { readonly line: number; readonly lines: string[] }[] = [];
  let depth = 0;
  for (const [index, text] of lines.entries()) {
    if (text.trim() === "" && depth === 0) continue;
    const last = objects.at(-1);
    if (last === undefined || depth <= 0 || text.startsWith("{")) {
      objects.push({ line: index + 1, lines: [text] });
      depth = bracketsLeftOpen(text);
    } else {
      last.lines.push(text);
      depth += bracketsLeftOpen(text);
    }
  }
  return objects;
}

/** A JSON string never spans several lines, so strings, and the brackets in them, can be removed line by line. */
function bracketsLeftOpen(line: string): number {
  const bare = line.replaceAll(/"(?:\\.|[^"\\])*"/g, "");
  return (bare.match(/[{[]/g)?.length ?? 0) - (bare.match(/[}\]]/g)?.length ?? 0);
}

/** Reads one JSON array of objects. */
export function readJsonArray(text: string, model: Model, refusal: string): readonly InputRecord[] {
  const { value, why } = parse(text);
  if (!Array.isArray(value))
    throw usageError(
      `standard input is ${why === undefined ? "JSON, but not an array" : `not a JSON array: ${why}`}. ${refusal}`,
    );
  return value.map((item: unknown, index) => toRecord(item, undefined, index + 1, JSON.stringify(item), model));
}

function parse(text: string): { readonly value?: unknown; readonly why?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: error instanceof Error ? toPrintable(error.message) : String(error) };
  }
}

function toRecord(value: unknown, why: string | undefined, line: number, text: string, model: Model): InputRecord {
  if (!isRecord(value)) return { line, text, fields: {}, faults: [why ?? "not a JSON object"] };
  return { line, text, ...toFields(value, model) };
}

/**
 * Checks only that the fields exist and that their values are not nested; the API checks the values. Ignores nulls, and
 * the fields that the service sets, so that the output of `items export` is valid input.
 */
function toFields(value: JsonObject, model: Model): Pick<InputRecord, "fields" | "faults"> {
  const known = Object.keys(model.fields);
  const fields: Record<string, string | number | boolean | null> = {};
  const faults: string[] = [];
  for (const [name, given] of Object.entries(value)) {
    if (SERVICE_FIELDS.some((field) => field === name) || given === null) continue;
    if (!known.includes(name)) faults.push(`unknown field "${toPrintable(name)}"${didYouMean(name, known)}`);
    else if (isPlain(given)) fields[name] = given;
    else faults.push(`${name} must be a string, a number, true or false`);
  }
  return { fields, faults };
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
