import { EXIT, type Next, TodoApiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { toPrintable, toPrintableJson, toPrintableLines } from "../text/printable.ts";
import { usesColor } from "./color.ts";

/** Prints the error with its hints, or as one JSON document, and returns the exit code. */
export async function reportError(error: unknown, io: Io, json: boolean): Promise<number> {
  const known = error instanceof TodoApiError ? error : await explain(error);
  if (json) io.stdout.write(`${toPrintableJson({ error: known ? knownDocument(known) : bugDocument(error) })}\n`);
  if (!known) io.stderr.write(await bugText(error, io));
  else if (!json) io.stderr.write(`${await errorWord(io)} ${toPrintableLines(known.message)}\n${nextText(known.next)}`);
  return known?.exitCode ?? EXIT.failure;
}

/** Returns `error:`, in red if colors are on. */
async function errorWord({ stderr, env }: Io): Promise<string> {
  if (!usesColor(stderr, env)) return "error:";
  const { Chalk } = await import("chalk");
  return new Chalk({ level: 1 }).red("error:");
}

/** Formats a blank line and one aligned line per command; returns an empty string if there are no commands. */
export function nextText(next: readonly Next[]): string {
  if (next.length === 0) return "";
  const lines = next.map(({ command, comment }) => [toPrintable(command), toPrintable(comment)] as const);
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\n${lines.map(([command, comment]) => `  ${command.padEnd(width)}   # ${comment}\n`).join("")}`;
}

/** Converts an error to the format that `--json` prints. */
export function knownDocument({ code, message, next, details }: TodoApiError): object {
  return { code, message, next, details };
}

function bugDocument(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  return { code: "bug", message, next: [], details: { trace: error instanceof Error ? error.stack : undefined } };
}

/** Imports the code on demand, so that a usage error loads as few files as possible. */
async function explain(error: unknown): Promise<TodoApiError | undefined> {
  const { explainAwsError } = await import("../aws/explain.ts");
  return explainAwsError(error, "the command failed");
}

async function bugText(error: unknown, io: Io): Promise<string> {
  const [{ inspect }, { readVersion }] = await Promise.all([import("node:util"), import("../package/version.ts")]);
  return [
    `${await errorWord(io)} this is a bug in todo-api; the command did not finish.`,
    "",
    inspect(error),
    "",
    `Please report it with the lines above, the command that you ran and these versions: todo-api ${readVersion()}, Node ${process.version}, ${process.platform} ${process.arch}.`,
    "",
  ].join("\n");
}
