import type { Outcome, Subject } from "./events.ts";
import type { Change } from "./resource.ts";

/** What became of one resource in a run. */
export interface ResourceResult extends Subject {
  readonly outcome: Outcome | "failed" | "skipped";
  readonly changes: readonly Change[];
  readonly milliseconds: number;
  /** Of a failed resource. */
  readonly error?: unknown;
  /** Of a skipped resource: the ids of what it needs and did not get. */
  readonly because?: readonly string[];
}
