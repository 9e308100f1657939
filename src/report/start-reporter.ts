import type { Io } from "../io.ts";
import { canRedraw } from "./color.ts";
import type { Reporter } from "./reporter.ts";

/** Starts the reporter: JSON lines on stdout, or a live view on stderr, or plain lines if stderr cannot be redrawn. */
export async function startReporter(io: Io, json: boolean, title: string): Promise<Reporter> {
  if (json) return (await import("./json-reporter.ts")).createJsonReporter(io);
  if (canRedraw(io.stderr, io.env)) return (await import("./tty-reporter.ts")).startTtyReporter(io, title);
  return (await import("./plain-reporter.ts")).createPlainReporter(io);
}
