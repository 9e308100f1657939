import ora from "ora";
import type { EngineEvent } from "../engine/events.ts";
import type { Io } from "../io.ts";
import { truncate } from "../text/display-width.ts";
import { toPrintable } from "../text/printable.ts";
import { usesColor } from "./color.ts";
import { endOnInterrupt } from "./end-on-interrupt.ts";
import { eventLine, paintLine } from "./event-line.ts";
import type { Reporter } from "./reporter.ts";
import { durationText } from "./time-text.ts";

interface Running {
  readonly label: string;
  readonly since: number;
  readonly wait?: { readonly reason: string };
}

/** Additional running tasks are only counted, so that the view stays small. */
const MAX_RUNNING = 8;

/** Starts a live view on stderr: a line per finished task, then the progress and the running tasks with their times. */
export function startTtyReporter(io: Io, title: string): Reporter {
  const { stderr, now } = io;
  const color = usesColor(stderr, io.env);
  const startedAt = now();
  const running = new Map<string, Running>();
  const progress: Progress = { counted: new Set(), done: new Set() };
  const spinner = ora({
    text: title,
    ...(stderr.stream && { stream: stderr.stream }),
    suffixText: () =>
      [
        `${doneText(progress)}${durationText(now() - startedAt)}`,
        ...runningLines([...running.values()], now(), stderr.columns),
      ].join("\n"),
    // Keeps the terminal's mode, so that Ctrl-C arrives as a signal.
    discardStdin: false,
    isEnabled: true,
  }).start();
  return {
    listen(event) {
      track(running, event, now());
      if (event.type === "resource.finished") progress.done.add(event.id);
      if (event.type === "resource.waiting") return;
      const line = eventLine(event);
      // ora intercepts the write and redraws below it.
      if (line) stderr.write(`${paintLine(line, color)}\n`);
    },
    expect(ids) {
      for (const id of ids) progress.counted.add(id);
    },
    end: endOnInterrupt(io, () => void spinner.stop()),
  };
}

interface Progress {
  readonly counted: Set<string>;
  readonly done: Set<string>;
}

/** `13/23  `; empty until the resources are known. */
function doneText({ counted, done }: Progress): string {
  const finished = [...counted].filter((id) => done.has(id)).length;
  return counted.size === 0 ? "" : `${finished}/${counted.size}  `;
}

function track(running: Map<string, Running>, event: EngineEvent, now: number): void {
  const { id, kind, name, type } = event;
  const known = running.get(id) ?? { label: `${kind}  ${toPrintable(name)}`, since: now };
  if (type === "resource.started") running.set(id, known);
  else if (type === "resource.waiting") running.set(id, { ...known, wait: { reason: toPrintable(event.reason) } });
  else running.delete(id);
}

/** The time and the reason come first, so that a line that is too long loses only the name. */
function runningLines(running: readonly Running[], now: number, columns: number): readonly string[] {
  const lines = running.slice(0, MAX_RUNNING).map(({ label, since, wait }) => {
    const why = wait === undefined ? "" : `waiting for ${wait.reason}: `;
    return truncate(`  ${durationText(now - since).padStart(6)}  ${why}${label}`, columns - 1);
  });
  const more = running.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
}
