import type { Io } from "../io.ts";
import { usesColour } from "./color.ts";
import { eventLine } from "./event-line.ts";
import { paintLine } from "./paint-line.ts";
import type { Reporter } from "./reporter.ts";
import { throttleWaitEvents } from "./throttle-wait-events.ts";

/** One line on stderr for everything that happened; for logs and pipes. */
export function plainReporter({ stderr, env }: Io): Reporter {
  const colour = usesColour(stderr, env);
  return {
    listen: throttleWaitEvents((event) => {
      const line = eventLine(event);
      if (line) stderr.write(`${paintLine(line, colour)}\n`);
    }),
    expect: () => {},
    end: () => {},
  };
}
