import { notSupported } from "../../../protocol/aws-error.ts";
import type { ContentHandling } from "../definition.ts";
import { isObject } from "../schema/json-schema.ts";
import { invalidOpenApi } from "./openapi-errors.ts";

/** A JSON object that has not been validated. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object at a place of the document; empty if absent. */
export function readObject(value: unknown, where: string): JsonObject {
  if (value === undefined) return {};
  if (!isObject(value)) throw invalidOpenApi(`attribute ${where} is not of type \`object\``);
  return value;
}

/** The object at a place where one is required. */
export function requireObject(value: unknown, where: string): JsonObject {
  if (value === undefined) throw invalidOpenApi(`attribute ${where} is missing`);
  return readObject(value, where);
}

/** The text at a place; undefined if absent. */
export function readText(value: unknown, where: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalidOpenApi(`attribute ${where} is not of type \`string\``);
  return value;
}

/** The text at a place where one is required. */
export function requireText(value: unknown, where: string): string {
  const text = readText(value, where);
  if (text === undefined || text === "") throw invalidOpenApi(`attribute ${where} is missing`);
  return text;
}

/** The flag at a place; false if absent. */
export function readFlag(value: unknown, where: string): boolean {
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw invalidOpenApi(`attribute ${where} is not of type \`boolean\``);
  return value;
}

/** The list at a place; empty if absent. */
export function readList(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidOpenApi(`attribute ${where} is not of type \`array\``);
  return value;
}

/** An object whose values are all text. */
export function readTexts(value: unknown, where: string): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(value, where));
  return Object.fromEntries(entries.map(([key, text]) => [key, readText(text, `${where}.${key}`) ?? ""]));
}

/** How a mock's payload is converted. It has no bytes to convert, so only text is supported. */
export function readContentHandling(value: unknown, where: string): ContentHandling | undefined {
  if (value === undefined || value === "CONVERT_TO_TEXT") return value;
  throw notSupported(`PutRestApi: ${where}.contentHandling ${JSON.stringify(value)}`);
}
