import { Chalk } from "chalk";
import type { EngineEvent } from "../engine/events.ts";
import { toPrintable } from "../text/printable.ts";
import { durationText } from "./time-text.ts";

interface EventLine {
  readonly tone: "good" | "bad" | "dull";
  /** Padded to a fixed width: "Created". */
  readonly verb: string;
  /** The resource and details. */
  readonly text: string;
}

const VERBS = { created: "Created", updated: "Updated", removed: "Removed", kept: "Kept", ready: "Ready" } as const;
const VERB_WIDTH = 7;
const KIND_WIDTH = 24;

/**
 * Returns the line for an event; undefined for a start, and for a resource that is unchanged, already deleted, or
 * skipped although no dependency failed or was skipped.
 */
export function eventLine(event: EngineEvent): EventLine | undefined {
  const name = toPrintable(event.name);
  const subject = `${event.kind.padEnd(KIND_WIDTH)}  ${name}`;
  const line = (tone: EventLine["tone"], verb: string, more: string) => ({
    tone,
    verb: verb.padEnd(VERB_WIDTH),
    text: `${subject}${more}`,
  });
  if (event.type === "resource.waiting") {
    const soFar = event.milliseconds >= 1000 ? ` (${durationText(event.milliseconds)} so far)` : "";
    return { tone: "dull", verb: "Waiting", text: `for ${toPrintable(event.reason)}${soFar}: ${event.kind}  ${name}` };
  }
  if (event.type === "resource.failed") return line("bad", "Failed", ` (${durationText(event.milliseconds)})`);
  if (event.type === "resource.skipped")
    return event.because.length > 0 ? line("dull", "Skipped", `: blocked by ${becauseText(event.because)}`) : undefined;
  if (event.type === "resource.started" || event.outcome === "unchanged" || event.outcome === "absent")
    return undefined;
  const fields = event.outcome === "updated" ? `: ${fieldsText(event.changes)}` : "";
  const why = event.outcome === "kept" ? ": belongs to another owner" : "";
  return line(
    event.outcome === "kept" ? "dull" : "good",
    VERBS[event.outcome],
    `${fields}${why} (${durationText(event.milliseconds)})`,
  );
}

/** Formats a line, in color if requested. */
export function paintLine({ tone, verb, text }: EventLine, color: boolean): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const paint = { good: chalk.green, bad: chalk.red, dull: chalk.dim }[tone];
  return tone === "dull" ? paint(`${verb}  ${text}`) : `${paint(verb)}  ${text}`;
}

const MAX_NAMES = 2;
const MAX_FIELDS = 6;

function becauseText(because: readonly string[]): string {
  const more = because.length > MAX_NAMES ? ` and ${because.length - MAX_NAMES} more` : "";
  return `${because.slice(0, MAX_NAMES).map(toPrintable).join(", ")}${more}`;
}

/** Lists the changed fields without the tags that record what was deployed; "tags" if only those tags changed. */
function fieldsText(changes: readonly { readonly field: string }[]): string {
  const all = changes.map(({ field }) => toPrintable(field));
  const named = all.filter((field) => !field.startsWith("tags.todo-api:"));
  if (named.length === 0) return "tags";
  return `${named.slice(0, MAX_FIELDS).join(", ")}${named.length > MAX_FIELDS ? ` and ${named.length - MAX_FIELDS} more` : ""}`;
}
