import { parseTrustedJson } from "../../../../text/json.ts";
import type { NewLogEvent } from "../../logs/log-storage.ts";

/** The outcome of one request, with the values that its log reports. */
export interface Outcome {
  readonly kind: "success" | "error" | "failure" | "timeout";
  readonly payload: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly milliseconds: number;
  readonly memoryMegabytes: number;
  /** The lines that the function has logged since the end of the previous request or of the initialization. */
  readonly lines: readonly NewLogEvent[];
  /** Only for an environment's first request. */
  readonly init?: Initialization;
}

/** How the environment started. */
export interface Initialization {
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly succeeded: boolean;
  readonly lines: readonly NewLogEvent[];
}

/** The `errorType` in the payload of a function error. */
export function errorTypeOf(payload: string): string {
  const { errorType } = parseTrustedJson<{ readonly errorType?: unknown }>(payload);
  return typeof errorType === "string" ? errorType : "Unknown";
}
