import { isRecord, type JsonObject, parseJson } from "../../src/text/json.ts";
import { type CaseContext, fillText, outputAt } from "./case-context.ts";
import { fillInput } from "./fill-input.ts";
import { matchTemplate } from "./match-template.ts";

/** The differences between an actual value and the recorded one, each as a sentence. */
export function matchValue(
  expected: unknown,
  actual: unknown,
  path: string,
  context: CaseContext,
  exact: boolean,
): readonly string[] {
  const value = actual instanceof Date ? actual.toISOString() : actual;
  if (isRecord(expected)) {
    const [form = "", argument] = Object.entries(expected)[0] ?? [];
    const match = isForm(form, argument) ? FORMS[form] : undefined;
    return match
      ? match(argument, { actual, path, context, exact })
      : matchObject(expected, value, path, context, exact);
  }
  if (Array.isArray(expected)) return matchList(expected, value, path, context, exact);
  const filled = typeof expected === "string" ? fillText(expected, context) : expected;
  return textOf(value) === filled ? [] : differs(path, filled, value);
}

/** A difference in words. */
export function differs(path: string, expected: unknown, actual: unknown): readonly string[] {
  return [`${path}: expected ${show(expected)}, got ${show(actual)}`];
}

interface Place {
  readonly actual: unknown;
  readonly path: string;
  readonly context: CaseContext;
  readonly exact: boolean;
}

const FORMS: Readonly<Record<string, (argument: unknown, place: Place) => readonly string[]>> = {
  $any: (type, { actual, path }) => (hasType(actual, type) ? [] : differs(path, `any ${type}`, actual)),
  $absent: (_, { actual, path }) => (actual === undefined ? [] : differs(path, "nothing", actual)),
  $nullable: (_, { actual, path }) => (actual === undefined ? differs(path, "any value or null", actual) : []),
  $maybe: (inner, { actual, path, context, exact }) =>
    actual === undefined ? [] : matchValue(inner, actual, path, context, exact),
  $like: (template, { actual, path, context }) =>
    matchTemplate(String(template), actual, context).map((why) => `${path}: ${why}`),
  $regex: (source, { actual, path, context }) =>
    new RegExp(fillText(String(source), context)).test(String(actual)) ? [] : differs(path, `/${source}/`, actual),
  $base64: (source, { actual, path }) => {
    const decoded = Buffer.from(String(actual), "base64").toString("utf8");
    return new RegExp(String(source)).test(decoded) ? [] : differs(path, `base64 of /${source}/`, decoded);
  },
  $ref: (reference, { actual, path, context }) => {
    const expected = outputAt(String(reference), context);
    return String(expected) === String(actual) ? [] : differs(path, expected, actual);
  },
  $repeat: (argument, { actual, path, context, exact }) =>
    matchValue(fillInput({ $repeat: argument }, context), actual, path, context, exact),
  $entries: (argument, { actual, path, context, exact }) =>
    matchValue(fillInput({ $entries: argument }, context), actual, path, context, exact),
  $set: (items, place) => matchItems(items, place, true),
  $contains: (items, place) => matchItems(items, place, false),
};

/** A reference within a document belongs to the document. */
function isForm(form: string, argument: unknown): boolean {
  return Object.hasOwn(FORMS, form) && !(form === "$ref" && String(argument).startsWith("#"));
}

function matchObject(expected: JsonObject, actual: unknown, path: string, context: CaseContext, exact: boolean) {
  const value = parsed(actual);
  if (!isRecord(value)) return differs(path, expected, actual);
  const members = new Map(Object.entries(expected).map(([key, item]) => [fillText(key, context), item]));
  return [
    ...[...members].flatMap(([key, item]) => matchValue(item, value[key], below(path, key), context, exact)),
    ...Object.entries(value)
      .filter(([key]) => exact && !members.has(key))
      .flatMap(([key, item]) => differs(below(path, key), undefined, item)),
  ];
}

function matchList(expected: readonly unknown[], actual: unknown, path: string, context: CaseContext, exact: boolean) {
  const value = parsed(actual);
  if (!Array.isArray(value) || value.length !== expected.length) return differs(path, expected, actual);
  return expected.flatMap((item, index) => matchValue(item, value[index], `${path}[${index}]`, context, exact));
}

/** Matches items in any order; with `all`, the list has nothing else. */
function matchItems(items: unknown, { actual, path, context, exact }: Place, all: boolean): readonly string[] {
  if (!Array.isArray(actual) || !Array.isArray(items)) return differs(path, items, actual);
  const left: unknown[] = [...actual];
  const missing = items.flatMap((item: unknown) => {
    const at = left.findIndex((candidate) => isMatch(item, candidate, context, exact));
    if (at < 0) return differs(path, item, left);
    left.splice(at, 1);
    return [];
  });
  return all && left.length > 0 ? [...missing, ...differs(path, "nothing else", left)] : missing;
}

function isMatch(expected: unknown, actual: unknown, context: CaseContext, exact: boolean): boolean {
  const before = new Map(context.bound);
  const matches = matchValue(expected, actual, "", context, exact).length === 0;
  if (!matches) context.bound = before;
  return matches;
}

function hasType(value: unknown, type: unknown): boolean {
  if (value === undefined) return false;
  if (type === "any") return true;
  if (value instanceof Date) return type === "date" || type === "string";
  if (value instanceof Uint8Array) return type === "bytes" || type === "string";
  if (Array.isArray(value)) return type === "array";
  return typeof value === type || (type === "date" && (typeof value === "string" || typeof value === "number"));
}

/** Policies and bodies are JSON text, sometimes percent-encoded. */
function parsed(value: unknown): unknown {
  const text = textOf(value);
  if (typeof text !== "string") return value;
  return parseJson(text.startsWith("%7B") ? decodeURIComponent(text) : text);
}

function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value;
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(textOf(value));
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
