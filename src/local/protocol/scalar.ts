import type { Member, Shape } from "../model/service-model.ts";
import { readTimestamp, type TimestampFormat, timestampFormat, writeTimestamp } from "./timestamp.ts";

/**
 * Reads a scalar from text, as in XML, forms, queries, headers and paths. If the shape requires a number or boolean and
 * the text is not one, the text remains a string, so that validation rejects it.
 */
export function readScalar(text: string, shape: Shape): unknown {
  switch (shape.type) {
    case "integer":
    case "long":
    case "double":
    case "float":
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "timestamp":
      return readTimestamp(text);
    case "blob":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}

export function writeScalar(value: unknown, shape: Shape, member: Member, format: TimestampFormat): string {
  if (value instanceof Date)
    return String(writeTimestamp(value, timestampFormat(member.timestampFormat ?? shape.timestampFormat, format)));
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return String(value);
}
