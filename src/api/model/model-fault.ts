import { didYouMean } from "../../text/did-you-mean.ts";
import type { JsonObject } from "../../text/json.ts";

/** A fault at one location in a model, such as `fields.email.format`. */
export interface ModelFault {
  readonly where: string;
  readonly why: string;
}

export type ReportFault = (where: string, why: string) => void;

/** Reports every key of a field that is neither in `own` nor common to all fields. */
export function reportUnknownFieldKeys(
  value: JsonObject,
  own: readonly string[],
  where: string,
  report: ReportFault,
): void {
  reportUnknownKeys(value, ["type", "label", "required", ...own], where, report);
}

export function reportUnknownKeys(
  value: JsonObject,
  known: readonly string[],
  where: string,
  report: ReportFault,
): void {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      report(locationOf(where, key), `is unknown${didYouMean(key, known)}; known keys: ${known.join(", ")}`);
}

/** The location of a key, such as `fields.email`; unusual keys are quoted. */
export function locationOf(where: string, key: string): string {
  const shown = /^[A-Za-z][A-Za-z0-9-]*$/.test(key) ? key : JSON.stringify(key);
  return where === "" ? shown : `${where}.${shown}`;
}

/** Parses a boolean property of a field, if it is given; reports a value that is not a boolean. */
export function parseFlag<Key extends string>(
  value: JsonObject,
  key: Key,
  where: string,
  report: ReportFault,
): { [key in Key]?: boolean } {
  const given = value[key];
  if (given !== undefined && typeof given !== "boolean") report(`${where}.${key}`, "must be true or false");
  const flags: { [key in Key]?: boolean } = {};
  return typeof given === "boolean" ? Object.assign(flags, { [key]: given }) : flags;
}

/** Reports a required value that is absent or not `expected`. */
export function reportInvalid(value: unknown, expected: string, where: string, report: ReportFault): void {
  report(where, value === undefined ? `is required: ${expected}` : `must be ${expected}`);
}

/** Whether `text` has no unpaired surrogates and no control characters; `multiline` allows line breaks and tabs. */
export function isPlain(text: string, multiline = false): boolean {
  return !/[\p{Control}\p{Surrogate}]/u.test(multiline ? text.replace(/[\t\n\r]/g, "") : text);
}
