import { toPrintable } from "./printable.ts";

/** Prints a warning; its text may contain a path, an AWS response or other text that is not safe for a terminal. */
export function warn(stderr: { write(text: string): unknown }, text: string): void {
  stderr.write(`warning: ${toPrintable(text)}\n`);
}
