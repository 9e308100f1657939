import type { Io } from "../io.ts";
import { usesColor } from "./color.ts";
import { eventLine, paintLine } from "./event-line.ts";
import type { Reporter } from "./reporter.ts";
import { throttleWaitEvents } from "./throttle-wait-events.ts";

/** Creates a reporter that writes events as lines to stderr. Throttles wait events. */
export function createPlainReporter({ stderr, env }: Io): Reporter {
  const color = usesColor(stderr, env);
  return {
    listen: throttleWaitEvents((event) => {
      const line = eventLine(event);
      if (line) stderr.write(`${paintLine(line, color)}\n`);
    }),
    expect: () => {},
    end: () => {},
  };
}
