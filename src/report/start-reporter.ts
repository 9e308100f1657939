import type { Io } from "../io.ts";
import { canRedraw } from "./color.ts";
import type { Reporter } from "./reporter.ts";

/** Starts the reporter: JSON lines on stdout, or on stderr a live view or, if lines cannot be redrawn, plain lines. */
export async function startReporter(io: Io, json: boolean, title: string): Promise<Reporter> {
  if (json) return (await import("./json-reporter.ts")).createJsonReporter(io);
  if (canRedraw(io.stderr, io.env)) return (await import("./tty-reporter.ts")).startTtyReporter(io, title);
  return (await import("./plain-reporter.ts")).createPlainReporter(io);
}
