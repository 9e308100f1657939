import type { EngineEvent } from "../engine/events.ts";
import { seconds } from "./seconds.ts";

/** Words of a line that a renderer may colour. */
export interface EventLine {
  readonly tone: "good" | "bad" | "dull";
  /** "Created", at one width. */
  readonly verb: string;
  /** What it is about, and what more there is to say. */
  readonly rest: string;
}

const VERBS = { created: "Created", updated: "Updated", removed: "Removed", kept: "Kept", ready: "Ready" } as const;
const VERB_WIDTH = 7;
const KIND_WIDTH = 24;

/** What a person reads when something happened to a resource; undefined for what is only counted: started, unchanged, gone already, not begun. */
export function eventLine(event: EngineEvent): EventLine | undefined {
  const subject = `${event.kind.padEnd(KIND_WIDTH)}  ${event.name}`;
  const line = (tone: EventLine["tone"], verb: string, more: string) => ({
    tone,
    verb: verb.padEnd(VERB_WIDTH),
    rest: `${subject}${more}`,
  });
  if (event.type === "resource.waiting") {
    const soFar = event.milliseconds >= 1000 ? ` (${seconds(event.milliseconds)} so far)` : "";
    return line("dull", "Waiting", `: for ${event.reason}${soFar}`);
  }
  if (event.type === "resource.failed") return line("bad", "Failed", ` (${seconds(event.milliseconds)})`);
  if (event.type === "resource.skipped")
    return event.because.length > 0 ? line("dull", "Skipped", `: needs ${event.because.join(", ")}`) : undefined;
  if (event.type === "resource.started" || event.outcome === "unchanged" || event.outcome === "absent")
    return undefined;
  const fields = event.outcome === "updated" ? `: ${event.changes.map(({ field }) => field).join(", ")}` : "";
  const why = event.outcome === "kept" ? ": it is not this stack's" : "";
  return line(
    event.outcome === "kept" ? "dull" : "good",
    VERBS[event.outcome],
    `${fields}${why} (${seconds(event.milliseconds)})`,
  );
}
