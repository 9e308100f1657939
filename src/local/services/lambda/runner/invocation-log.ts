import type { NewLogEvent } from "../../logs/log-storage.ts";
import type { FunctionRecord } from "../store.ts";
import { jsonLog } from "./json-log.ts";
import type { Outcome } from "./outcome.ts";
import { textLog } from "./text-log.ts";

/** The log events for one invocation: the function's own lines between the platform's lines. */
export function invocationLog(record: FunctionRecord, requestId: string, outcome: Outcome): readonly NewLogEvent[] {
  return record.logging.format === "JSON" ? jsonLog(record, requestId, outcome) : textLog(record, requestId, outcome);
}

/** The last 4 KB of an invocation's log, which Invoke returns if its LogType is Tail. */
export function tailOf(record: FunctionRecord, events: readonly NewLogEvent[]): string {
  const text = events.map(({ message }) => message).join(record.logging.format === "JSON" ? "\n" : "");
  return Buffer.from(text).subarray(-TAIL_BYTES).toString("utf8");
}

const TAIL_BYTES = 4096;
