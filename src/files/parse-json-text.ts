import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

/** Parses the text of a file that a user wrote. Throws a usage error that begins with `what`, which names the file. */
export function parseJsonText(text: string, what: string): unknown {
  try {
    // Some editors on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw usageError(
      `${what} is not valid JSON: ${toPrintable(error instanceof Error ? error.message : String(error))}`,
    );
  }
}
