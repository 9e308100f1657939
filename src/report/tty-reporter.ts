import ora from "ora";
import type { EngineEvent } from "../engine/events.ts";
import type { Io } from "../io.ts";
import { truncate } from "../text/display-width.ts";
import { endOnInterrupt } from "./end-on-interrupt.ts";
import { eventLine } from "./event-line.ts";
import { paintLine } from "./paint-line.ts";
import type { Reporter } from "./reporter.ts";
import { seconds } from "./seconds.ts";

/** What runs now, and what it waits for. */
interface Running {
  readonly label: string;
  readonly since: number;
  /** What it waits for, and since when. */
  readonly wait?: { readonly reason: string; readonly since: number };
}

/** More than this are summed up, so that the view stays small. */
const MOST_RUNNING = 8;

/** A live view on stderr: a line for what is done, and below them what runs, with the time that it takes. */
export function ttyReporter(io: Io, title: string): Reporter {
  const { stderr, now } = io;
  const running = new Map<string, Running>();
  const counts = { done: 0 };
  const spinner = ora({
    text: title,
    ...(stderr.stream && { stream: stderr.stream }),
    suffixText: () => runningLines([...running.values()], counts.done, now(), stderr.columns),
    // The terminal stays as it is, so that Ctrl-C arrives as a signal.
    discardStdin: false,
    isEnabled: true,
  }).start();
  return {
    listen(event) {
      follow(running, event, now());
      if (event.type === "resource.finished") counts.done += 1;
      if (event.type === "resource.waiting") return;
      const line = eventLine(event);
      // ora sees the write, and draws itself again below it.
      if (line) stderr.write(`${paintLine(line, true)}\n`);
    },
    end: endOnInterrupt(io, () => void spinner.stop()),
  };
}

function follow(running: Map<string, Running>, event: EngineEvent, now: number): void {
  const { id, kind, name, type } = event;
  const known = running.get(id) ?? { label: `${kind}  ${name}`, since: now };
  if (type === "resource.started") running.set(id, known);
  else if (type === "resource.waiting")
    running.set(id, { ...known, wait: { reason: event.reason, since: now - event.milliseconds } });
  else running.delete(id);
}

function runningLines(running: readonly Running[], done: number, now: number, columns: number): string {
  const lines = running.slice(0, MOST_RUNNING).map(({ label, since, wait }) => {
    const waits = wait === undefined ? "" : `, waiting for ${wait.reason} (${seconds(now - wait.since)})`;
    return truncate(`  ${label} (${seconds(now - since)})${waits}`, columns - 1);
  });
  const more = running.length - lines.length;
  return [`(${done} done)`, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}
