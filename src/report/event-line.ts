import type { EngineEvent } from "../engine/events.ts";
import { toPrintable } from "../text/printable.ts";
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
  const name = toPrintable(event.name);
  const subject = `${event.kind.padEnd(KIND_WIDTH)}  ${name}`;
  const line = (tone: EventLine["tone"], verb: string, more: string) => ({
    tone,
    verb: verb.padEnd(VERB_WIDTH),
    rest: `${subject}${more}`,
  });
  if (event.type === "resource.waiting") {
    const soFar = event.milliseconds >= 1000 ? ` (${seconds(event.milliseconds)} so far)` : "";
    return { tone: "dull", verb: "Waiting", rest: `for ${toPrintable(event.reason)}${soFar}: ${event.kind}  ${name}` };
  }
  if (event.type === "resource.failed") return line("bad", "Failed", ` (${seconds(event.milliseconds)})`);
  if (event.type === "resource.skipped")
    return event.because.length > 0 ? line("dull", "Skipped", `: needs ${becauseText(event.because)}`) : undefined;
  if (event.type === "resource.started" || event.outcome === "unchanged" || event.outcome === "absent")
    return undefined;
  const fields = event.outcome === "updated" ? `: ${fieldsText(event.changes)}` : "";
  const why = event.outcome === "kept" ? ": it is not this stack's" : "";
  return line(
    event.outcome === "kept" ? "dull" : "good",
    VERBS[event.outcome],
    `${fields}${why} (${seconds(event.milliseconds)})`,
  );
}

const MOST_NAMES = 2;
const MOST_FIELDS = 6;

function becauseText(because: readonly string[]): string {
  const more = because.length > MOST_NAMES ? ` and ${because.length - MOST_NAMES} more` : "";
  return `${because.slice(0, MOST_NAMES).map(toPrintable).join(", ")}${more}`;
}

/** The tags in which this tool records what it deployed are named only where nothing else was changed. */
function fieldsText(changes: readonly { readonly field: string }[]): string {
  const all = changes.map(({ field }) => toPrintable(field));
  const told = all.filter((field) => !field.startsWith("tags.todo-api:"));
  if (told.length === 0) return "tags";
  return `${told.slice(0, MOST_FIELDS).join(", ")}${told.length > MOST_FIELDS ? ` and ${told.length - MOST_FIELDS} more` : ""}`;
}
