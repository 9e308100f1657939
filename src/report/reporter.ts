import type { Listener } from "../engine/events.ts";
import type { Io } from "../io.ts";
import { isLively } from "./color.ts";

/** Shows a run of the engine while it goes on. */
export interface Reporter {
  readonly listen: Listener;
  /** Names the resources that are counted, once they are known. */
  expect(ids: readonly string[]): void;
  /** Leaves the screen as it will stay. */
  end(): void;
}

/** The renderer for where the output goes: JSON lines on stdout, a live view on a terminal, plain lines elsewhere. */
export async function startReporter(io: Io, json: boolean, title: string): Promise<Reporter> {
  if (json) return (await import("./json-reporter.ts")).jsonReporter(io);
  if (isLively(io.stderr, io.env)) return (await import("./tty-reporter.ts")).ttyReporter(io, title);
  return (await import("./plain-reporter.ts")).plainReporter(io);
}
