import { usageError } from "../../errors.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { toPrintable } from "../../text/printable.ts";
import type { Fields } from "../item.ts";

/** The formats of standard input. */
const INPUT_FORMATS = ["lines", "ndjson", "json", "csv"] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

/** One item of the input, or why it is none. */
export interface InputRecord {
  /** Where it begins, counted from 1; of a JSON array its place in it. */
  readonly line: number;
  /** As it was given. */
  readonly text: string;
  readonly fields: Fields;
  readonly faults: readonly string[];
}

/** Said of input that cannot be read. */
export const NOT_READ = "Nothing was added.";

/** The format that `--format` names; throws a usage error for another. */
export function parseFormat(given: unknown): InputFormat {
  const found = INPUT_FORMATS.find((format) => format === given);
  if (found !== undefined) return found;
  const meant = didYouMean(String(given), INPUT_FORMATS);
  throw usageError(`"${toPrintable(String(given))}" is no --format.${meant} There are: ${INPUT_FORMATS.join(", ")}.`);
}
