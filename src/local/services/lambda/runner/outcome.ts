import type { NewLogEvent } from "../../logs/log-storage.ts";

/** What came of one request, with what there is to say of it in the log. */
export interface Outcome {
  readonly kind: "success" | "error" | "failure" | "timeout";
  readonly payload: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly milliseconds: number;
  readonly memoryMegabytes: number;
  /** What the function logged, from the end of the last request on. */
  readonly lines: readonly NewLogEvent[];
  /** Of the first request alone. */
  readonly init?: Initialization;
}

/** How the environment came up. */
export interface Initialization {
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly succeeded: boolean;
  readonly lines: readonly NewLogEvent[];
}
