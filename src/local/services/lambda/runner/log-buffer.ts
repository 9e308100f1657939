import type { NewLogEvent } from "../../logs/log-storage.ts";

/** What a function has logged since it was last taken. */
export interface LogBuffer {
  keep(line: NewLogEvent): void;
  take(): readonly NewLogEvent[];
}

/** How much of one invocation's log is kept, so that it does not fill this machine's memory. */
const LOG_CHARACTERS = 16 * 1024 * 1024;

/** Creates an empty buffer. */
export function createLogBuffer(): LogBuffer {
  let lines: NewLogEvent[] = [];
  let logged = 0;
  return {
    keep(line) {
      if (logged > LOG_CHARACTERS) return;
      logged += line.message.length;
      lines.push(logged > LOG_CHARACTERS ? { ...line, message: "The local cloud keeps no more of this log.\n" } : line);
    },
    take() {
      const taken = lines;
      lines = [];
      logged = 0;
      return taken;
    },
  };
}
