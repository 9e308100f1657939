import type { LogEvent } from "./log-storage.ts";

/** Converts events to lines of JSON. */
export function writeEventLines(events: readonly LogEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

/**
 * Parses the events in a file and sorts them by timestamp. Skips invalid lines, such as a last line that a crash left
 * unfinished.
 */
export function readEventLines(text: string): LogEvent[] {
  return text
    .split("\n")
    .map(parseEvent)
    .filter((event) => event !== undefined)
    .sort((one, other) => one.timestamp - other.timestamp);
}

function parseEvent(line: string): LogEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is LogEvent {
  return (
    typeof value === "object" && value !== null && "eventId" in value && "timestamp" in value && "message" in value
  );
}
