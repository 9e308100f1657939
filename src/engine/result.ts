import type { Outcome, Subject } from "./events.ts";
import type { Change } from "./resource.ts";

/** What became of one resource in a run. */
export interface ResourceResult extends Subject {
  readonly outcome: Outcome | "failed" | "skipped";
  readonly changes: readonly Change[];
  /** When its work began, in milliseconds since the epoch; of a skipped one, when it was passed over. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** When those that need it could begin, where that was before its end. */
  readonly releasedAt?: number;
  /** What it waited for, the longest wait first. */
  readonly waits: readonly Waited[];
  /** What the user must know of it, in whole sentences. */
  readonly notes?: readonly string[];
  /** Of a failed resource. */
  readonly error?: unknown;
  /** Of a skipped resource: the ids of what it needs and did not get. */
  readonly because?: readonly string[];
}

/** A wait of a resource. */
export interface Waited {
  readonly for: string;
  readonly milliseconds: number;
}

/** The notes of all results, each once. */
export function notesIn(results: readonly ResourceResult[]): readonly string[] {
  return [...new Set(results.flatMap(({ notes = [] }) => notes))];
}
