import type { Change } from "./resource.ts";

/** What became of a resource. */
export type Outcome = "created" | "updated" | "unchanged" | "removed" | "absent" | "kept" | "ready";

/** The engine's only output: facts, in the order in which they happened. Times are milliseconds. */
export type EngineEvent =
  | (Subject & { readonly type: "resource.started" })
  /** Comes again and again while the wait goes on; `milliseconds` is how long it has taken so far. */
  | (Subject & { readonly type: "resource.waiting"; readonly reason: string; readonly milliseconds: number })
  | (Subject & {
      readonly type: "resource.finished";
      readonly outcome: Outcome;
      readonly changes: readonly Change[];
      readonly milliseconds: number;
    })
  | (Subject & { readonly type: "resource.failed"; readonly error: unknown; readonly milliseconds: number })
  /** `because`: kind and name of what it needs and did not get; empty after an abort. */
  | (Subject & { readonly type: "resource.skipped"; readonly because: readonly string[] });

/** Which resource an event is about. */
export interface Subject {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
}

export type Listener = (event: EngineEvent) => void;
