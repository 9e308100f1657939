import type { Outcome, Subject } from "./events.ts";
import type { Change } from "./resource.ts";

/** The result of a run for one resource or check. */
export interface ResourceResult extends Subject {
  readonly outcome: Outcome | "failed" | "skipped";
  readonly changes: readonly Change[];
  /** When the work started or the resource was skipped, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** When dependent resources could start, if that was before this resource was done. */
  readonly usableAt?: number;
  /** Sorted by duration, longest first. */
  readonly waits: readonly Waited[];
  /** Complete sentences for the user. */
  readonly notes?: readonly string[];
  readonly error?: unknown;
  /**
   * For a skipped resource: the IDs of the needed resources that failed or were skipped; after a failed read, the kinds
   * and names of the resources that could not be read.
   */
  readonly because?: readonly string[];
}

/** What a resource waited for, and for how long. */
export interface Waited {
  readonly for: string;
  readonly milliseconds: number;
}

/** The notes from all results, without duplicates. */
export function notesIn(results: readonly ResourceResult[]): readonly string[] {
  return [...new Set(results.flatMap(({ notes = [] }) => notes))];
}

/** The notes from all results as warnings: without duplicates, and without the final period. */
export function warningsIn(results: readonly ResourceResult[]): readonly string[] {
  return notesIn(results).map((note) => note.replace(/\.$/, ""));
}
