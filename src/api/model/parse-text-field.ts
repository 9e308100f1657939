import type { JsonObject } from "../../text/json.ts";
import { listWithOr } from "../../text/word-list.ts";
import type { TextField, TextFormat } from "./model.ts";
import { isPlain, parseFlag, type ReportFault, reportUnknownFieldKeys } from "./model-fault.ts";

const FORMATS: readonly TextFormat[] = ["email", "tel", "url"];
const MAX_LENGTH = 10_000;
const DEFAULT_MAX_LENGTH = 500;
const MAX_CHOICES = 50;

/** Parses the default of a text field, and either its choices or its limits and format. */
export function parseTextField(value: JsonObject, where: string, report: ReportFault): Partial<TextField> {
  const { choices, default: fallback } = value;
  if (choices !== undefined) {
    reportUnknownFieldKeys(value, ["choices", "default"], where, report);
    const checked = parseChoices(choices, `${where}.choices`, report);
    return { ...(checked && { choices: checked }), ...parseDefaultChoice(fallback, checked, where, report) };
  }
  reportUnknownFieldKeys(value, ["minLength", "maxLength", "format", "multiline", "choices", "default"], where, report);
  const maxLength = parseLength(value["maxLength"], 1, MAX_LENGTH, `${where}.maxLength`, report) ?? DEFAULT_MAX_LENGTH;
  const minLength = parseLength(value["minLength"], 0, maxLength, `${where}.minLength`, report) ?? 1;
  const multiline = parseFlag(value, "multiline", where, report);
  const format = FORMATS.find((known) => known === value["format"]);
  if (value["format"] !== undefined && !format) report(`${where}.format`, `must be ${listWithOr(FORMATS)}`);
  if (format && multiline.multiline) report(`${where}.multiline`, `cannot be combined with the format ${format}`);
  const limits = { minLength, maxLength, ...(format && { format }), ...multiline };
  return { ...limits, ...parseDefaultText(fallback, limits, where, report) };
}

function parseChoices(value: unknown, where: string, report: ReportFault): readonly string[] | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= MAX_CHOICES;
  const texts = isList ? value.filter((one: unknown) => typeof one === "string") : [];
  const areValid = texts.every(
    (one) => one !== "" && one.trim() === one && [...one].length <= DEFAULT_MAX_LENGTH && isPlain(one),
  );
  if (isList && texts.length === value.length && areValid && new Set(texts).size === texts.length) return texts;
  report(
    where,
    `must be a list of 1 to ${MAX_CHOICES} different single-line strings of 1 to ${DEFAULT_MAX_LENGTH} characters without leading or trailing spaces`,
  );
  return undefined;
}

function parseDefaultChoice(
  value: unknown,
  choices: readonly string[] | undefined,
  where: string,
  report: ReportFault,
) {
  const chosen = choices?.find((choice) => choice === value);
  if (value !== undefined && choices && chosen === undefined) report(`${where}.default`, "must be one of the choices");
  return chosen === undefined ? {} : { default: chosen };
}

function parseDefaultText(value: unknown, limits: Partial<TextField>, where: string, report: ReportFault) {
  if (value === undefined) return {};
  const { minLength = 1, maxLength = DEFAULT_MAX_LENGTH, format, multiline = false } = limits;
  const count = typeof value === "string" ? [...value].length : -1;
  const isValid = typeof value === "string" && value.trim() === value && count >= minLength && count <= maxLength;
  if (isValid && format === undefined && isPlain(value, multiline)) return { default: value };
  const range = minLength === maxLength ? maxLength : `${minLength} to ${maxLength}`;
  const unit = maxLength === 1 ? "character" : "characters";
  const length = `string of ${range} ${unit} without leading or trailing spaces`;
  const text = multiline
    ? `a ${length}, or control characters other than line breaks and tabs`
    : `a single-line ${length}`;
  report(`${where}.default`, format === undefined ? `must be ${text}` : `cannot be combined with the format ${format}`);
  return {};
}

function parseLength(
  value: unknown,
  low: number,
  high: number,
  where: string,
  report: ReportFault,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  report(where, `must be a whole number between ${low} and ${high}`);
  return undefined;
}
