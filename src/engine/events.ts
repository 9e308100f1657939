import type { Change } from "./resource.ts";

/** The result of the work on a resource, or of a check. */
export type Outcome = "created" | "updated" | "unchanged" | "removed" | "absent" | "kept" | "ready";

/** An event during a run. */
export type EngineEvent =
  | (Subject & { readonly type: "resource.started" })
  /** Repeated during a wait; `milliseconds` is the total of the resource's waits for this reason so far. */
  | (Subject & { readonly type: "resource.waiting"; readonly reason: string; readonly milliseconds: number })
  | (Subject & {
      readonly type: "resource.finished";
      readonly outcome: Outcome;
      readonly changes: readonly Change[];
      readonly milliseconds: number;
    })
  | (Subject & { readonly type: "resource.failed"; readonly error: unknown; readonly milliseconds: number })
  /**
   * `because`: the IDs of the needed resources that failed or were skipped; empty if the reason is an abort or a failed
   * read.
   */
  | (Subject & { readonly type: "resource.skipped"; readonly because: readonly string[] });

/** The resource, check or record that an event is about. */
export interface Subject {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
}

export type Listener = (event: EngineEvent) => void;
