import type { Model } from "../../api/model/model.ts";
import { headingField } from "../../api/model/special-fields.ts";
import { usageError } from "../../errors.ts";
import { type Input, type InputRecord, NOTHING_ADDED, parseFormat } from "./input.ts";
import { readJsonArray, readJsonLines } from "./read-json.ts";

/**
 * Reads the bytes of standard input in the given format or, if none is given, in the detected format. Throws a usage
 * error if the input as a whole is invalid; a single invalid record has faults instead.
 */
export async function readInput(bytes: Uint8Array, given: unknown, model: Model): Promise<Input> {
  const text = decode(bytes);
  const { DETECTED, detectFormat } = await import("./detect-format.ts");
  const format = given === undefined ? detectFormat(text, model) : parseFormat(given);
  const refusal = given === undefined && text.trim() !== "" ? `${NOTHING_ADDED} ${DETECTED[format]}` : NOTHING_ADDED;
  if (format === "csv") return (await import("./read-csv.ts")).readCsv(text, model, refusal);
  if (format === "json") return { format, refusal, records: readJsonArray(text, model, refusal) };
  return { format, refusal, records: format === "ndjson" ? readJsonLines(text, model) : readLines(text, model) };
}

/** Reads each line that is not blank as the heading of an item. */
function readLines(text: string, model: Model): readonly InputRecord[] {
  const heading = headingField(model);
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [{ line: index + 1, text: line, fields: { [heading]: line.trim() }, faults: [] }];
  });
}

/** Decodes UTF-8, or UTF-16 with a byte order mark, as Excel's "Unicode Text" and PowerShell's `>` write it. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : isBigEndian(bytes) ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`standard input is not valid UTF-8 or UTF-16; convert it to UTF-8. ${NOTHING_ADDED}`);
  }
}

function isBigEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0xfe && bytes[1] === 0xff;
}
