import type { Io } from "../io.ts";
import { isLively } from "./color.ts";
import type { Reporter } from "./reporter.ts";

/** The renderer for where the output goes: JSON lines on stdout, a live view on a terminal, plain lines elsewhere. */
export async function startReporter(io: Io, json: boolean, title: string): Promise<Reporter> {
  if (json) return (await import("./json-reporter.ts")).jsonReporter(io);
  if (isLively(io.stderr, io.env)) return (await import("./tty-reporter.ts")).ttyReporter(io, title);
  return (await import("./plain-reporter.ts")).plainReporter(io);
}
