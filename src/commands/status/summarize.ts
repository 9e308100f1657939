import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import type { Target } from "../../config.ts";
import type { ObservedResource } from "../../engine/observe.ts";
import { type Change, KNOWN_LATER } from "../../engine/resource.ts";
import type { rollbackIn } from "../../release.ts";
import { explainFailure } from "../../report/failures.ts";
import { INTENT_TAG } from "../../resources/intent.ts";
import type { Stack } from "../../stack.ts";
import { rolledBackText } from "../rollback/release-text.ts";
import type { Health, StackHealth } from "./check-health.ts";

/** What `status` answers; the document of `--json`. */
export interface Status {
  readonly stack: string;
  readonly target: object;
  /** Whether anything of the stack is there. */
  readonly deployed: boolean;
  /** Whether all of it is there, and API and website answer. */
  readonly healthy: boolean;
  readonly api: Health;
  /** Absent in a stack without a website. */
  readonly website?: Health;
  /** As the last deploy was given them, or this command. */
  readonly settings: StackSettings;
  readonly resources: readonly ResourceStatus[];
  /** Where a rollback put an earlier release back: then that is why functions and API differ from what this version deploys. */
  readonly rolledBack?: NonNullable<ReturnType<typeof rollbackIn>>;
}

interface ResourceStatus {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly state: "present" | "drifted" | "absent" | "unreadable";
  readonly changes: readonly Change[];
  readonly why?: string;
}

/** Draws the conclusion from what was observed. */
export function summarize(
  target: Target,
  observed: readonly ObservedResource[],
  health: StackHealth,
  { name, settings }: Pick<Stack, "name" | "settings">,
): Status {
  const resources = observed.map(resourceStatus);
  const isWhole = resources.every(({ state }) => state === "present" || state === "drifted");
  return {
    stack: stackLabel(name),
    target: targetDocument(target),
    // A table alone is what `destroy --keep-data` left.
    deployed: resources.some(({ id, state }) => state !== "absent" && id !== "table"),
    healthy: isWhole && health.api.healthy && (health.website?.healthy ?? true),
    ...health,
    settings,
    resources,
  };
}

function resourceStatus({
  resource: { id, kind, name },
  presence,
  changes,
  result: { error },
}: ObservedResource): ResourceStatus {
  const state = presence === "present" && changes.length > 0 ? "drifted" : presence;
  if (state !== "unreadable") return { id, kind, name, state, changes };
  // Without an error of its own it was not looked at, because something that it needs could not be read.
  const why = error === undefined ? "what it needs cannot be read" : explainFailure({ kind, name, error }).message;
  return { id, kind, name, state, changes, why };
}

/** The status as a person reads it. */
export function statusText(status: Status): string {
  if (!status.deployed) return `${status.stack} is not deployed there.\n`;
  const { api, website, resources } = status;
  const wrong = resources.filter(({ state }) => state !== "present");
  return [
    `${status.stack} is deployed and ${status.healthy ? "healthy" : "not healthy"}.`,
    "",
    healthLine("API", api),
    website ? healthLine("Website", website) : "Website    none",
    `Resources  ${resources.length - wrong.length} of ${resources.length} as they should be`,
    ...wrong.map(wrongLine),
    ...(status.rolledBack ? ["", rolledBackText(status.stack, status.rolledBack)] : []),
    "",
  ].join("\n");
}

function healthLine(what: string, { url, answer }: Health): string {
  return `${what.padEnd(9)}  ${url === undefined ? "" : `${url}  `}${answer}`;
}

function wrongLine({ kind, name, state, changes, why }: ResourceStatus): string {
  const fields = fieldsText(changes);
  return `  ${state.padEnd(10)}  ${kind}  ${name}${fields && `: ${fields}`}${why === undefined ? "" : `: ${why}`}`;
}

/** A person wants to know what is wrong; `plan` has all of it. The record of intent differs whenever anything else does. */
function fieldsText(changes: ResourceStatus["changes"]): string {
  const others = changes.filter(({ field }) => field !== `tags.${INTENT_TAG}`);
  const told = others.length > 0 ? others : changes;
  const more = told.length > MOST_FIELDS ? `; and ${told.length - MOST_FIELDS} more (todo-api plan)` : "";
  return `${told.slice(0, MOST_FIELDS).map(fieldText).join("; ")}${more}`;
}

const MOST_FIELDS = 4;
const LONGEST_VALUE = 40;

function fieldText({ field, from, to }: ResourceStatus["changes"][number]): string {
  const [is, wanted] = [say(from), say(to)];
  const isShort = to !== KNOWN_LATER && is.length <= LONGEST_VALUE && wanted.length <= LONGEST_VALUE;
  return isShort ? `${field} is ${is}, not ${wanted}` : field;
}

function say(value: unknown): string {
  return JSON.stringify(value) ?? "absent";
}
