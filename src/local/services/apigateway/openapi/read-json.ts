import { isRecord, type JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { ContentHandling } from "../definition.ts";
import { invalidOpenApi } from "../errors.ts";

/** Returns the object at a location in the document; empty if absent. */
export function readObject(value: unknown, where: string): JsonObject {
  if (value === undefined) return {};
  if (!isRecord(value)) throw invalidOpenApi(`attribute ${where} is not of type \`object\``);
  return value;
}

/** Returns the object at a location; throws if it is absent. */
export function requireObject(value: unknown, where: string): JsonObject {
  if (value === undefined) throw invalidOpenApi(`attribute ${where} is missing`);
  return readObject(value, where);
}

/** Returns the string at a location; undefined if absent. */
export function readText(value: unknown, where: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw invalidOpenApi(`attribute ${where} is not of type \`string\``);
  return value;
}

/** Returns the string at a location; throws if it is absent or empty. */
export function requireText(value: unknown, where: string): string {
  const text = readText(value, where);
  if (text === undefined || text === "") throw invalidOpenApi(`attribute ${where} is missing`);
  return text;
}

/** Returns the flag at a location; false if absent. */
export function readFlag(value: unknown, where: string): boolean {
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw invalidOpenApi(`attribute ${where} is not of type \`boolean\``);
  return value;
}

/** Returns the list at a location; empty if absent. */
export function readList(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidOpenApi(`attribute ${where} is not of type \`array\``);
  return value;
}

/** Returns the object at a location; empty if absent. All its values must be strings. */
export function readStringMap(value: unknown, where: string): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(value, where));
  return Object.fromEntries(entries.map(([key, text]) => [key, readText(text, `${where}.${key}`) ?? ""]));
}

/** Returns the content handling of a mock or of one of its responses; undefined if absent. */
export function readContentHandling(value: unknown, where: string): ContentHandling | undefined {
  if (value === undefined || value === "CONVERT_TO_TEXT") return value;
  throw notSupported(`PutRestApi: ${where}.contentHandling ${JSON.stringify(value)}`);
}
