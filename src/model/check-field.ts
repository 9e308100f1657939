import { didYouMean } from "../suggest.ts";
import type { BooleanField, Field, NumberField, TextField, TextFormat } from "./model.ts";
import { type Blame, isObject, type Unknowns } from "./model-fault.ts";

const FORMATS: readonly TextFormat[] = ["email", "tel", "url"];
const TYPES = ["string", "number", "integer", "boolean"];
const LONGEST_LABEL = 60;
const LONGEST_TEXT = 10_000;
const USUAL_LENGTH = 500;
const MOST_CHOICES = 50;

/** Reads one field of a model; undefined when it is too wrong to be one. Every fault is blamed. */
export function checkField(value: unknown, where: string, blame: Blame): Field | undefined {
  if (!isObject(value)) return wrong(where, 'must be an object, such as {"type": "string", "label": "Name"}');
  const label = checkLabel(value["label"], `${where}.label`, blame) ?? "";
  const common = { label, ...flag(value, "required", where, blame) };
  if (common.required && value["default"] !== undefined)
    blame(`${where}.default`, "is of no use to a field that must be given; leave `default` or `required` out");
  switch (value["type"]) {
    case "string":
      return { type: "string", ...common, ...checkText(value, where, blame) };
    case "number":
    case "integer":
      return { type: value["type"], ...common, ...checkNumber(value, where, blame) };
    case "boolean":
      refuseUnknown(value, ["default"], where, blame);
      return { type: "boolean", ...common, ...flag(value, "default", where, blame) } satisfies BooleanField;
    default:
      return wrong(`${where}.type`, `must be one of ${TYPES.join(", ")}`);
  }

  function wrong(place: string, why: string): undefined {
    blame(place, why);
  }
}

/** A name for people; undefined when it is none. */
export function checkLabel(value: unknown, where: string, blame: Blame): string | undefined {
  const isLabel =
    typeof value === "string" &&
    value.trim() === value &&
    value !== "" &&
    value.length <= LONGEST_LABEL &&
    isPlain(value);
  if (isLabel) return value;
  blame(where, `must be given: a text of 1 to ${LONGEST_LABEL} characters, in one line`);
  return undefined;
}

/** Blames every key that nobody knows. */
export function refuseUnknown(value: Unknowns, own: readonly string[], where: string, blame: Blame): void {
  refuseOthers(value, ["type", "label", "required", ...own], where, blame);
}

/** Blames every key that is not among the known ones. */
export function refuseOthers(value: Unknowns, known: readonly string[], where: string, blame: Blame): void {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      blame(join(where, key), `is not known here.${didYouMean(key, known)} There may be: ${known.join(", ")}`);
}

export function join(where: string, key: string): string {
  const shown = /^[A-Za-z][A-Za-z0-9-]*$/.test(key) ? key : JSON.stringify(key);
  return where === "" ? shown : `${where}.${shown}`;
}

function checkText(value: Unknowns, where: string, blame: Blame): Partial<TextField> {
  const { choices, default: fallback } = value;
  if (choices !== undefined) {
    refuseUnknown(value, ["choices", "default"], where, blame);
    const checked = checkChoices(choices, `${where}.choices`, blame);
    return { ...(checked && { choices: checked }), ...checkDefault(fallback, checked, where, blame) };
  }
  refuseUnknown(value, ["minLength", "maxLength", "format", "multiline", "choices", "default"], where, blame);
  const maxLength = length(value["maxLength"], 1, LONGEST_TEXT, `${where}.maxLength`, blame) ?? USUAL_LENGTH;
  const minLength = length(value["minLength"], 0, maxLength, `${where}.minLength`, blame) ?? 1;
  const multiline = flag(value, "multiline", where, blame);
  const format = FORMATS.find((known) => known === value["format"]);
  if (value["format"] !== undefined && !format) blame(`${where}.format`, `must be one of ${FORMATS.join(", ")}`);
  if (format && multiline.multiline) blame(`${where}.multiline`, `cannot be together with the format ${format}`);
  const limits = { minLength, maxLength, ...(format && { format }), ...multiline };
  return { ...limits, ...checkDefaultText(fallback, limits, where, blame) };
}

function checkChoices(value: unknown, where: string, blame: Blame): readonly string[] | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= MOST_CHOICES;
  const texts = isList ? value.filter((one: unknown) => typeof one === "string") : [];
  const areFit = texts.every((one) => one !== "" && one.trim() === one && one.length <= USUAL_LENGTH && isPlain(one));
  if (isList && texts.length === value.length && areFit && new Set(texts).size === texts.length) return texts;
  blame(where, `must be a list of 1 to ${MOST_CHOICES} different texts, each of one line, with no white space around`);
  return undefined;
}

function checkDefault(value: unknown, choices: readonly string[] | undefined, where: string, blame: Blame) {
  const chosen = choices?.find((choice) => choice === value);
  if (value !== undefined && choices && chosen === undefined) blame(`${where}.default`, "must be one of the choices");
  return chosen === undefined ? {} : { default: chosen };
}

function checkDefaultText(value: unknown, limits: Partial<TextField>, where: string, blame: Blame) {
  if (value === undefined) return {};
  const { minLength = 1, maxLength = USUAL_LENGTH, format, multiline = false } = limits;
  const count = typeof value === "string" ? [...value].length : -1;
  const isFit = typeof value === "string" && value.trim() === value && count >= minLength && count <= maxLength;
  if (isFit && format === undefined && (multiline || isPlain(value))) return { default: value };
  blame(`${where}.default`, "must be a text that the field itself takes, and there is none for a field with a format");
  return {};
}

function checkNumber(value: Unknowns, where: string, blame: Blame): Partial<NumberField> {
  refuseUnknown(value, ["minimum", "maximum", "default"], where, blame);
  const isWhole = value["type"] === "integer";
  const read = (key: string) => {
    const number = value[key];
    if (number === undefined || isFitNumber(number, isWhole)) return number;
    blame(`${where}.${key}`, isWhole ? "must be a whole number" : "must be a number");
    return undefined;
  };
  const [minimum, maximum, fallback] = [read("minimum"), read("maximum"), read("default")];
  const low = minimum ?? Number.MIN_SAFE_INTEGER;
  const high = maximum ?? Number.MAX_SAFE_INTEGER;
  if (low > high) blame(`${where}.minimum`, "is above the maximum");
  else if (fallback !== undefined && (fallback < low || fallback > high))
    blame(`${where}.default`, "is not between minimum and maximum");
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** Numbers that JSON, JavaScript and DynamoDB all keep as they are. */
function isFitNumber(value: unknown, isWhole: boolean): value is number {
  return (
    typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER && (!isWhole || Number.isInteger(value))
  );
}

function length(value: unknown, low: number, high: number, where: string, blame: Blame): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  blame(where, `must be a whole number between ${low} and ${high}`);
  return undefined;
}

function flag<Key extends string>(value: Unknowns, key: Key, where: string, blame: Blame): { [key in Key]?: boolean } {
  const given = value[key];
  if (given !== undefined && typeof given !== "boolean") blame(`${where}.${key}`, "must be true or false");
  const flags: { [key in Key]?: boolean } = {};
  return typeof given === "boolean" ? Object.assign(flags, { [key]: given }) : flags;
}

function isPlain(text: string): boolean {
  return !/[\p{Control}\p{Surrogate}]/u.test(text);
}
