import { createHash, randomUUID } from "node:crypto";
import type { Model } from "../../api/model/model.ts";
import { type TodoApiError, usageError } from "../../errors.ts";
import { toPrintable } from "../../text/printable.ts";
import { type Fields, missingFields } from "../item.ts";
import { type Input, unitOf } from "./input.ts";

/** An item to add, and the key with which the API recognizes a repeated request. */
export interface Entry {
  readonly line: number;
  readonly text: string;
  readonly fields: Fields;
  readonly key: string;
  /** The fields as JSON, in the model's order, so that equal items have equal content. */
  readonly content: string;
}

interface Entries {
  /** The known ID or, by default, a hash of the items in input order. */
  readonly inputId: string;
  readonly entries: readonly Entry[];
}

const MAX_FAULTS = 20;

/**
 * Converts records to the items to add; fields that a record lacks are taken from `given`. A key is derived from the
 * input's ID, the item's fields and the number of equal items before it, so that a repeated input has the same keys,
 * but equal items in one input have different keys. Throws one usage error for all invalid records.
 */
export function toEntries(
  { format, records, refusal }: Input,
  given: Fields,
  model: Model,
  knownInputId?: string,
): Entries {
  const faults: string[] = [];
  const unit = unitOf(format);
  const items = records.map(({ line, text, fields: inRecord, faults: inputFaults }) => {
    const fields = inOrder({ ...given, ...inRecord }, model);
    const missing = inputFaults.length > 0 ? [] : missingFields(model, fields);
    const why = [...inputFaults, ...missing.map((name) => `${name} is required`)];
    if (why.length > 0) faults.push(`${unit} ${line}: ${why.join("; ")}`);
    return { line, text, fields, content: JSON.stringify(fields) };
  });
  if (faults.length > 0) throw invalidInput(faults, unit, refusal);
  const inputId = knownInputId ?? hash(items.map(({ content }) => content).join("\n")).slice(0, ID_CHARACTERS);
  const seen = new Map<string, number>();
  const entries = items.map((item) => {
    const equalBefore = seen.get(item.content) ?? 0;
    seen.set(item.content, equalBefore + 1);
    return { ...item, key: hash(`${inputId}\n${equalBefore}\n${item.content}`) };
  });
  return { inputId, entries };
}

const ID_CHARACTERS = 16;

/** Parses `--input-id`; throws a usage error for an invalid ID. */
export function parseInputId(text: string): string {
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  throw usageError(`--input-id must be the ID that an earlier run printed, not "${toPrintable(text)}"`);
}

/** An ID for an input whose items are added even if the same input was added before. */
export function randomInputId(): string {
  return hash(randomUUID()).slice(0, ID_CHARACTERS);
}

function inOrder(fields: Fields, model: Model): Fields {
  return Object.fromEntries(
    Object.keys(model.fields).flatMap((name) => {
      const value = fields[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function invalidInput(faults: readonly string[], unit: string, refusal: string): TodoApiError {
  const shown = faults.slice(0, MAX_FAULTS).map((fault) => `\n  ${fault}`);
  const more = faults.length > shown.length ? `\n  and ${faults.length - shown.length} more` : "";
  const which = faults.length === 1 ? `1 ${unit} of the input is` : `${faults.length} ${unit}s of the input are`;
  return usageError(`${which} invalid. ${refusal}${shown.join("")}${more}`);
}
