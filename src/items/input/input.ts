import { usageError } from "../../errors.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { toPrintable } from "../../text/printable.ts";
import { listWithOr } from "../../text/word-list.ts";
import type { Fields } from "../item.ts";

const INPUT_FORMATS = ["lines", "ndjson", "json", "csv"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** Returns the word for a record in messages, such as "line" in "line 3". */
export function unitOf(format: InputFormat): "line" | "element" {
  return format === "json" ? "element" : "line";
}

/** The content of standard input. */
export interface Input {
  readonly format: InputFormat;
  readonly records: readonly InputRecord[];
  /**
   * The sentences in every error about this input. They state that nothing was added and, if --format is not given,
   * how the format was detected.
   */
  readonly refusal: string;
  /** The CSV header, with the `sep=` line if there is one. */
  readonly header?: string;
}

/** One item of the input; invalid if it has faults. */
export interface InputRecord {
  /** The line where the record begins, counted from 1; for a JSON array, the number of the element. */
  readonly line: number;
  /** The record's text in the input; valid JSON is on one line. */
  readonly text: string;
  readonly fields: Fields;
  readonly faults: readonly string[];
}

/** The sentence in errors that occur before the first item is added. */
export const NOTHING_ADDED = "Nothing was added.";

/** Parses `--format`; throws a usage error for an unknown format. */
export function parseFormat(given: unknown): InputFormat {
  const found = INPUT_FORMATS.find((format) => format === given);
  if (found !== undefined) return found;
  const text = String(given);
  const formats = listWithOr(INPUT_FORMATS);
  throw usageError(`--format must be ${formats}, not "${toPrintable(text)}"${didYouMean(text, INPUT_FORMATS)}`);
}
