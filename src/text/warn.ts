import { toPrintable } from "./printable.ts";

/** Prints a warning, which may quote text from elsewhere, such as the path of a folder or an AWS response. */
export function warn(stderr: { write(text: string): unknown }, text: string): void {
  stderr.write(`warning: ${toPrintable(text)}\n`);
}
