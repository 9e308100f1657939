import type { Model } from "../../api/model/model.ts";
import { usageError } from "../../errors.ts";
import { type InputFormat, type InputRecord, NOT_READ, parseFormat } from "./input-record.ts";
import { readJsonArray, readJsonLines } from "./read-json.ts";
import { readLines } from "./read-lines.ts";

/** What standard input holds. */
export interface Input {
  readonly format: InputFormat;
  readonly records: readonly InputRecord[];
  /** Said where it cannot be added: that nothing was, and how it was read if nobody said how. */
  readonly refusal: string;
  /** The first line of CSV, which a file of some of its records needs too. */
  readonly header?: string;
}

/** Reads all of standard input, in the format that is given or that it looks like. Throws a usage error for what cannot be read as that. */
export async function readInput(bytes: Uint8Array, given: unknown, model: Model): Promise<Input> {
  const text = decode(bytes);
  const { DETECTED, detectFormat } = await import("./detect-format.ts");
  const format = given === undefined ? detectFormat(text, model) : parseFormat(given);
  const refusal = given === undefined && text.trim() !== "" ? `${NOT_READ} ${DETECTED[format]}` : NOT_READ;
  if (format === "csv") return (await import("./read-csv.ts")).readCsv(text, model, refusal);
  if (format === "json") return { format, refusal, records: readJsonArray(text, model, refusal) };
  return { format, refusal, records: format === "ndjson" ? readJsonLines(text, model) : readLines(text, model) };
}

/** UTF-8; or UTF-16 with a byte order mark, which Excel calls "Unicode Text" and PowerShell's `>` writes. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : isBigEndian(bytes) ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`Standard input is not UTF-8; save it in that encoding. ${NOT_READ}`);
  }
}

function isBigEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xff;
}
