import { flagOf, isRemovable } from "../api/model/field-flag.ts";
import type { Field, Model } from "../api/model/model.ts";
import { usageError } from "../errors.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { toPrintable } from "../text/printable.ts";
import { listWithOr } from "../text/word-list.ts";
import type { Fields } from "./item.ts";

/** A value, or a fault that follows the name of the field in a sentence. */
type Parsed = { readonly value: string | number | boolean } | { readonly fault: string };

/**
 * Parses the options for fields. If a field is not boolean, `false` (from `--no-<field>`) removes it. Throws one usage
 * error with all faults.
 */
export function parseFields(model: Model, options: Readonly<Record<string, unknown>>): Fields {
  const fields: Record<string, string | number | boolean | null> = {};
  const faults: string[] = [];
  for (const [name, field] of Object.entries(model.fields)) {
    const given = options[name];
    if (given === false && field.type !== "boolean" && !isRemovable(field)) faults.push(unremovable(name, field));
    if (typeof given === "boolean") fields[name] = field.type === "boolean" ? given : given || null;
    if (typeof given !== "string") continue;
    const parsed = parseValue(field, given);
    if ("fault" in parsed) faults.push(`${flagOf(name)} ${parsed.fault}`);
    else fields[name] = parsed.value;
  }
  if (faults.length > 0) throw usageError(faults.join("; "));
  return fields;
}

function unremovable(name: string, { required }: Field): string {
  return `${name} ${required ? "is required" : "has a default"} and cannot be removed`;
}

/** Converts text to the field's type. The API checks lengths and limits. */
export function parseValue(field: Field, text: string): Parsed {
  if (field.type === "boolean") return parseBoolean(text);
  if (field.type === "string") return field.choices ? parseChoice(text, field.choices) : { value: text };
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) return { fault: `must be a number, not ${inQuotes(text)}` };
  if (!Number.isFinite(value)) return { fault: `is out of range: ${inQuotes(text)}` };
  return field.type === "integer" && !Number.isInteger(value)
    ? { fault: `must be a whole number, not ${inQuotes(text)}` }
    : { value };
}

function parseBoolean(text: string): Parsed {
  const word = text.trim().toLowerCase();
  if (["true", "yes", "1"].includes(word)) return { value: true };
  return ["false", "no", "0"].includes(word)
    ? { value: false }
    : { fault: `must be true or false, not ${inQuotes(text)}` };
}

function parseChoice(text: string, choices: readonly string[]): Parsed {
  const found = choices.find((choice) => choice.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return { value: found };
  return { fault: `must be ${listWithOr(choices)}, not ${inQuotes(text)}${didYouMean(text.trim(), choices)}` };
}

function inQuotes(text: string): string {
  return `"${toPrintable(text)}"`;
}
