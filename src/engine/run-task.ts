import type { Cloud } from "../aws/cloud.ts";
import type { Listener, Outcome, Subject } from "./events.ts";
import { withNotes } from "./notes.ts";
import { type WaitReporter, withWaitReporter } from "./report-wait.ts";
import type { Change } from "./resource.ts";
import type { ResourceResult, Waited } from "./result.ts";

export interface TaskOutcome {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

/** Does one piece of work and tells of its beginning, waits and end. Never throws: a failure is in the result. */
export async function runTask(
  subject: Subject,
  cloud: Cloud,
  listen: Listener,
  visit: () => Promise<TaskOutcome>,
): Promise<ResourceResult> {
  const startedAt = cloud.now();
  listen({ type: "resource.started", ...subject });
  const waits = collectWaits(subject, listen, cloud.now);
  const notes: string[] = [];
  const soFar = () => ({ ...subject, startedAt, milliseconds: cloud.now() - startedAt, waits: waits.list(), notes });
  try {
    const { outcome, changes } = await withNotes(
      (note) => notes.push(note),
      () => withWaitReporter(waits.say, visit),
    );
    const result = { ...soFar(), outcome, changes };
    listen({ type: "resource.finished", ...subject, outcome, changes, milliseconds: result.milliseconds });
    return result;
  } catch (error) {
    // Ctrl-C is no failure of the resource: it was left where it was.
    if (cloud.signal.aborted && error === cloud.signal.reason) {
      listen({ type: "resource.skipped", ...subject, because: [] });
      return { ...soFar(), outcome: "skipped", changes: [], because: [] };
    }
    const result = { ...soFar(), outcome: "failed" as const, changes: [], error };
    listen({ type: "resource.failed", ...subject, error, milliseconds: result.milliseconds });
    return result;
  }
}

/**
 * Passes waits on, and adds up how long each took: a wait tells its time so far at every look, and begins at nothing again when it comes back. Several at
 * the same time for the same reason took no longer than the time that has passed.
 */
function collectWaits(subject: Subject, listen: Listener, now: () => number) {
  const began = new Map<string, number>();
  const past = new Map<string, number>();
  const current = new Map<string, number>();
  const total = (reason: string) =>
    Math.min((past.get(reason) ?? 0) + (current.get(reason) ?? 0), now() - (began.get(reason) ?? now()));
  const say: WaitReporter = (reason, milliseconds) => {
    if (!began.has(reason)) began.set(reason, now() - milliseconds);
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
  return { say, list };
}
