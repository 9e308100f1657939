import { usageError } from "../../errors.ts";
import type { Model } from "../../model/model.ts";
import { closest } from "../../suggest.ts";
import { isJsonObject, type JsonObject } from "../../text/json-object.ts";
import { toPrintable } from "../../text/printable.ts";
import { SERVICE_FIELDS } from "../item.ts";
import type { InputRecord } from "./input-record.ts";

/** Lines of JSON objects. */
export function readJsonLines(text: string, model: Model): readonly InputRecord[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const { value, why } = parse(line);
    return [toRecord(value, why, index + 1, line, model)];
  });
}

/** One JSON array of objects. */
export function readJsonArray(text: string, model: Model, refusal: string): readonly InputRecord[] {
  const { value, why } = parse(text);
  if (!Array.isArray(value))
    throw usageError(`Standard input is no JSON array: ${why ?? "it is another value"}. ${refusal}`);
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
  if (!isJsonObject(value)) return { line, text, fields: {}, faults: [why ?? "it is no JSON object"] };
  return { line, text, ...toFields(value, model) };
}

/** Which values a field takes is the API's to judge; which fields there are is known. What the service sets is left out, so that an export can be added. */
function toFields(value: JsonObject, model: Model): Pick<InputRecord, "fields" | "faults"> {
  const known = Object.keys(model.fields);
  const fields: Record<string, string | number | boolean | null> = {};
  const faults: string[] = [];
  for (const [name, given] of Object.entries(value)) {
    if (SERVICE_FIELDS.some((field) => field === name) || given === null) continue;
    if (!known.includes(name)) faults.push(`there is no field "${toPrintable(name)}"${hint(name, known)}`);
    else if (isPlain(given)) fields[name] = given;
    else faults.push(`${name} must be a text, a number, true or false`);
  }
  return { fields, faults };
}

function hint(name: string, known: readonly string[]): string {
  const meant = closest(name, known);
  return meant === undefined ? "" : ` (did you mean "${meant}"?)`;
}

function isPlain(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
