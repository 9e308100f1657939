import { strToU8, zipSync } from "fflate";
import { isRecord, type JsonObject } from "../../src/text/json.ts";
import { type CaseContext, fillText, outputAt } from "./case-context.ts";

const ZIPS: Readonly<Record<string, JsonObject>> = {
  handler: { "index.mjs": "export const handler = async (event) => event;\n" },
  other: { "index.mjs": "export const handler = async () => ({ other: true });\n" },
};

/** A recorded input with its placeholders filled in. */
export function fillInput(value: unknown, context: CaseContext): unknown {
  if (typeof value === "string") return fillText(value, context);
  if (Array.isArray(value)) return value.map((item: unknown) => fillInput(item, context));
  if (!isRecord(value)) return value;
  const [form = "", argument] = Object.entries(value)[0] ?? [];
  const fill = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  return fill ? fill(argument, context) : mapObject(value, context, fillInput);
}

type Fill = (argument: unknown, context: CaseContext) => unknown;

const FORMS: Readonly<Record<string, Fill>> = {
  $ref: (path, context) => outputAt(String(path), context),
  $zip: (files) => zip(typeof files === "string" ? ZIPS[files] : files),
  $role: (_, { roleArn }) => roleArn,
  $bytes: (text) => Buffer.from(String(text), "utf8"),
  $base64: (text) => Buffer.from(String(text), "base64"),
  $json: (document, context) => JSON.stringify(fillInput(document, context)),
  $doc: (document, context) => Buffer.from(JSON.stringify(fillDocument(document, context)), "utf8"),
  $now: (offset, { now }) => now + Number(offset),
  $repeat: (argument) => {
    const [text, times] = listOf(argument);
    return String(text).repeat(Number(times));
  },
  $entries: (argument) => {
    const [count, key, value] = listOf(argument);
    return Object.fromEntries(counted(count).map((index) => [numbered(key, index), numbered(value, index)]));
  },
  $list: (argument, context) => {
    const [count, item] = listOf(argument);
    return counted(count).map((index) => fillInput(JSON.parse(numbered(JSON.stringify(item), index)), context));
  },
};

/** Fills in names in a document that has its own `$ref` members. */
function fillDocument(value: unknown, context: CaseContext): unknown {
  if (typeof value === "string") return fillText(value, context);
  if (Array.isArray(value)) return value.map((item: unknown) => fillDocument(item, context));
  return isRecord(value) ? mapObject(value, context, fillDocument) : value;
}

function mapObject(value: JsonObject, context: CaseContext, fill: Fill): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [fillText(key, context), fill(item, context)]));
}

function zip(files: unknown): Uint8Array {
  const entries = Object.entries(isRecord(files) ? files : {});
  const content = Object.fromEntries(entries.map(([name, text]) => [name, strToU8(String(text))]));
  return zipSync(content, { mtime: "2024-01-01" });
}

function counted(count: unknown): readonly number[] {
  return Array.from({ length: Number(count) }, (_, index) => index);
}

function numbered(text: unknown, index: number): string {
  return String(text).replaceAll("#", String(index));
}

function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [];
}
