import type { LogFormat } from "@aws-sdk/client-lambda";
import type { NewLogEvent } from "../../logs/log-storage.ts";

/** The lines that a function has logged since the last `take`. */
export interface LogBuffer {
  keep(line: NewLogEvent): void;
  take(): readonly NewLogEvent[];
}

/** The maximum size of an invocation's log. Without a limit, a log could fill this machine's memory. */
const MAX_LOG_CHARACTERS = 16 * 1024 * 1024;

/** Creates an empty buffer for a log in this format. */
export function createLogBuffer(format: LogFormat): LogBuffer {
  let lines: NewLogEvent[] = [];
  let logged = 0;
  return {
    keep(line) {
      if (logged > MAX_LOG_CHARACTERS) return;
      logged += line.message.length;
      lines.push(logged > MAX_LOG_CHARACTERS ? discardedLine(format, line.timestamp) : line);
    },
    take() {
      const taken = lines;
      lines = [];
      logged = 0;
      return taken;
    },
  };
}

function discardedLine(format: LogFormat, timestamp: number): NewLogEvent {
  const message = "The local cloud discarded the rest of this log.";
  if (format !== "JSON") return { timestamp, message: `${message}\n` };
  const time = new Date(timestamp).toISOString();
  return { timestamp, message: JSON.stringify({ timestamp: time, level: "WARN", message }) };
}
