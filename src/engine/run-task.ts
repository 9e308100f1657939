import type { Clock } from "./clock.ts";
import type { Listener, Outcome, Subject } from "./events.ts";
import { withNotes } from "./notes.ts";
import { type WaitReporter, withWaitReporter } from "./report-wait.ts";
import type { Change } from "./resource.ts";
import type { ResourceResult, Waited } from "./result.ts";

export interface TaskOutcome {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

/** Runs a task and emits its start, waits and end. Never throws: the result contains the error. */
export async function runTask(
  subject: Subject,
  clock: Clock,
  listen: Listener,
  task: () => Promise<TaskOutcome>,
): Promise<ResourceResult> {
  const startedAt = clock.now();
  listen({ type: "resource.started", ...subject });
  const waits = collectWaits(subject, listen, clock.now);
  const notes: string[] = [];
  // The waits are read before the task's duration, so that no wait is longer than the task.
  const soFar = () => ({ ...subject, startedAt, waits: waits.list(), milliseconds: clock.now() - startedAt, notes });
  try {
    const { outcome, changes } = await withNotes(
      (note) => notes.push(note),
      () => withWaitReporter(waits.report, task),
    );
    const result = { ...soFar(), outcome, changes };
    listen({ type: "resource.finished", ...subject, outcome, changes, milliseconds: result.milliseconds });
    return result;
  } catch (error) {
    // An abort does not mean that the resource failed.
    if (clock.signal.aborted && error === clock.signal.reason) {
      listen({ type: "resource.skipped", ...subject, because: [] });
      return { ...soFar(), outcome: "skipped", changes: [], because: [] };
    }
    const result = { ...soFar(), outcome: "failed" as const, changes: [], error };
    listen({ type: "resource.failed", ...subject, error, milliseconds: result.milliseconds });
    return result;
  }
}

/**
 * Emits waits and adds up their durations by reason. Each report contains the duration of a wait so far; if it is
 * shorter than in the last report, a new wait has begun. The total for a reason is at most the time since the first
 * such wait began, even if waits overlap.
 */
function collectWaits(subject: Subject, listen: Listener, now: () => number) {
  const startedAt = new Map<string, number>();
  const past = new Map<string, number>();
  const current = new Map<string, number>();
  const total = (reason: string) =>
    Math.min((past.get(reason) ?? 0) + (current.get(reason) ?? 0), now() - (startedAt.get(reason) ?? now()));
  const report: WaitReporter = (reason, milliseconds) => {
    if (!startedAt.has(reason)) startedAt.set(reason, now() - milliseconds);
    const before = current.get(reason) ?? 0;
    if (milliseconds < before) past.set(reason, (past.get(reason) ?? 0) + before);
    current.set(reason, milliseconds);
    listen({ type: "resource.waiting", ...subject, reason, milliseconds: total(reason) });
  };
  const list = (): readonly Waited[] =>
    [...current.keys()]
      .map((reason) => ({ for: reason, milliseconds: total(reason) }))
      .filter(({ milliseconds }) => milliseconds > 0)
      .sort((a, b) => b.milliseconds - a.milliseconds);
  return { report, list };
}
