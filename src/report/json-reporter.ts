import type { EngineEvent } from "../engine/events.ts";
import type { Io } from "../io.ts";
import { changesDocument } from "./changes-document.ts";
import { failureDocument } from "./failures.ts";
import type { Reporter } from "./reporter.ts";
import { throttleWaitEvents } from "./throttle-wait-events.ts";

/** Creates a reporter that writes each event as one JSON line to stdout. Throttles wait events. */
export function createJsonReporter({ stdout }: Io): Reporter {
  return {
    listen: throttleWaitEvents((event) => stdout.write(`${JSON.stringify(eventDocument(event))}\n`)),
    expect: () => {},
    end: () => {},
  };
}

function eventDocument(event: EngineEvent): object {
  if (event.type === "resource.failed") return { ...event, error: failureDocument(event) };
  return event.type === "resource.finished" ? changesDocument(event) : event;
}
