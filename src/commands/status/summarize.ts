import { type StackName, stackLabel } from "../../aws/stack-name.ts";
import type { Target } from "../../aws/target.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import { type HintTarget, textWithTarget } from "../../config/suggested-command.ts";
import type { ObservedChange, ObservedResource } from "../../engine/observe.ts";
import { type Change, KNOWN_AFTER_APPLY } from "../../engine/resource.ts";
import { accessText, KEYLESS } from "../../report/access-text.ts";
import { changesDocument } from "../../report/changes-document.ts";
import { endpointText } from "../../report/endpoint-text.ts";
import { explainFailure } from "../../report/failures.ts";
import type { rollbackIn } from "../../resources/release.ts";
import type { Stack } from "../../stack/stack.ts";
import { toPrintable } from "../../text/printable.ts";
import type { Plan, PlannedStep, UnfinishedRun } from "../plan/make-plan.ts";
import { causeTitles, isBookkeeping, unfinishedText } from "../plan/plan-text.ts";
import { isHash } from "../plan/value-difference.ts";
import { rolledBackText } from "../rollback/release-text.ts";
import { type Health, healthText, type StackHealth, type WebsiteHealth } from "./check-health.ts";

/** The result of `status`. */
export interface Status {
  readonly stack: StackName;
  readonly target: object;
  /** Whether any resource of the stack other than the table exists, or cannot be read. */
  readonly deployed: boolean;
  /** Whether all resources exist and can be read, and the API and the website respond to this machine as expected. */
  readonly healthy: boolean;
  readonly api: Health;
  /** Undefined for a stack without a website. */
  readonly website?: WebsiteHealth;
  /** Set if every API key has been revoked. */
  readonly apiKey?: "revoked";
  /** Whether API Gateway has a role for logs in the account and region; without one, the stack has no access log. */
  readonly accessLog?: boolean;
  /** The settings that were given to this command, else those of the last deploy. */
  readonly settings: StackSettings;
  readonly resources: readonly ResourceStatus[];
  /** The unfinished run, if there is one and a deploy would change anything. */
  readonly unfinished?: UnfinishedRun;
  /** The last rollback, if no deploy has followed it. */
  readonly rolledBack?: NonNullable<ReturnType<typeof rollbackIn>>;
}

interface ResourceStatus {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /**
   * `drifted`: changed outside todo-api. `pending`: a deploy would change it, because this version of todo-api, the
   * settings or the model differ from those of the last finished deploy. `obsolete`: a deploy would remove it.
   * `affected`: it would change only because of other changes.
   */
  readonly state: "present" | "drifted" | "pending" | "obsolete" | "affected" | "absent" | "unreadable";
  readonly changes: readonly ObservedChange[];
  readonly why?: string;
}

interface Observation {
  readonly resources: readonly ObservedResource[];
  readonly plan: Plan;
}

/** Combines the state of the resources, the plan for a deploy, and the health of the API and the website. */
export function summarize(
  target: Target,
  { resources: observed, plan }: Observation,
  health: StackHealth,
  { name, settings, table }: Pick<Stack, "name" | "settings" | "table">,
): Status {
  const resources = observed.map((one) => resourceStatus(one, plan.steps, { stack: name, target }));
  return {
    stack: name,
    target: targetDocument(target),
    // After `destroy --keep-data`, only the table exists.
    deployed: resources.some(({ id, state }) => state !== "absent" && id !== table.id),
    healthy: isComplete(resources) && health.api.healthy && (health.website?.healthy ?? true),
    ...health,
    settings,
    resources,
    ...(plan.unfinished && { unfinished: plan.unfinished }),
  };
}

function isComplete(resources: readonly ResourceStatus[]): boolean {
  return resources.every(({ state }) => state !== "absent" && state !== "unreadable");
}

function resourceStatus(
  { resource: { id, kind, name, isObsolete }, presence, result: { error } }: ObservedResource,
  steps: readonly PlannedStep[],
  hintTarget: HintTarget,
): ResourceStatus {
  const changes = steps.find((step) => step.id === id)?.changes ?? [];
  const state = presence === "present" ? (isObsolete ? "obsolete" : stateOf(changes)) : presence;
  if (state !== "unreadable") return { id, kind, name, state, changes };
  // If there is no error, the resource was not read because a resource that it depends on could not be read.
  const why =
    error === undefined
      ? "a resource that it depends on cannot be read"
      : explainFailure({ kind, name, error }).message;
  return { id, kind, name, state, changes, why: textWithTarget(why, hintTarget) };
}

function stateOf(changes: readonly ObservedChange[]): ResourceStatus["state"] {
  if (changes.length === 0) return "present";
  if (changes.some(({ cause }) => cause === "drift")) return "drifted";
  return changes.some(({ cause }) => cause === "change") ? "pending" : "affected";
}

/** The status as a JSON document. */
export function statusDocument(status: Status): object {
  return { ...status, resources: status.resources.map(changesDocument) };
}

/** The status as text. */
export function statusText(status: Status): string {
  const label = stackLabel(status.stack);
  if (!status.deployed) return `${label} is not deployed.\n`;
  const { api, website, resources } = status;
  const outOfSync = resources.filter(({ state }) => state !== "present");
  return [
    `${label} is deployed${healthSuffix(status)}.`,
    "",
    healthLine("API", api),
    website ? healthLine("Website", website) : "Website    none",
    ...(website?.endpoint === undefined ? [] : [`           ${endpointText(website.endpoint)}`]),
    `Access     ${accessText(status.settings)}`,
    `Data       ${dataText(status.settings)}`,
    ...(status.apiKey === "revoked" ? [`API key    none: ${KEYLESS}`] : []),
    ...(status.accessLog === false ? [NO_ACCESS_LOG] : []),
    `Resources  ${resources.length - outOfSync.length} of ${resources.length} in sync`,
    ...sectionsOf(status).flatMap(([title, states]) => {
      const lines = outOfSync.filter(({ state }) => states.includes(state)).map(resourceLine);
      return lines.length > 0 ? ["", title, ...lines] : [];
    }),
    ...(status.unfinished ? ["", unfinishedText(status.unfinished)] : []),
    ...(status.rolledBack ? ["", rolledBackText(label, status.rolledBack)] : []),
    "",
  ].join("\n");
}

function healthSuffix({ healthy, api, website, resources }: Status): string {
  if (healthy) return " and healthy";
  const isUnknown = [api, ...(website ? [website] : [])].every((one) => one.healthy || one.rejection !== undefined);
  return isUnknown && isComplete(resources) ? "; its health cannot be checked" : " but not healthy";
}

/** Describes how the settings protect the items. DynamoDB encrypts every table. */
function dataText({ protect, tablePolicy, expireCompleted }: StackSettings): string {
  return [
    `encrypted; ${protect ? "deletion protection, point-in-time recovery" : "not protected from deletion"} (--protect)`,
    ...(tablePolicy ? ["usable only by the functions, the deployer and the root user (--table-policy)"] : []),
    ...(expireCompleted === "none" ? [] : [`completed items expire after ${expireCompleted} (--expire-completed)`]),
  ].join("; ");
}

const STATES = { drift: ["drifted"], change: ["pending", "obsolete"], consequence: ["affected"] } as const;

function sectionsOf(status: Status): readonly (readonly [string, readonly ResourceStatus["state"][]])[] {
  return [
    ["Missing or unreadable", ["absent", "unreadable"]],
    ...causeTitles(status).map(([cause, title]) => [title, STATES[cause]] as const),
  ];
}

const NO_ACCESS_LOG =
  "Access log none: API Gateway has no role for logs in this account and region; each deploy tries to add one";

function healthLine(what: string, health: Health): string {
  const { url } = health;
  return `${what.padEnd(9)}  ${url === undefined ? "" : `${url}  `}${toPrintable(url === undefined ? "not deployed" : healthText(health))}`;
}

function resourceLine({ kind, name, state, changes, why }: ResourceStatus): string {
  const fields = fieldsText(changes);
  const reason = why === undefined ? "" : `: ${toPrintable(why)}`;
  const label = state === "absent" ? "missing" : state;
  return `  ${label.padEnd(10)}  ${kind}  ${toPrintable(name)}${fields && `: ${fields}`}${reason}`;
}

function fieldsText(changes: ResourceStatus["changes"]): string {
  const shown = changes.filter((change) => !isBookkeeping(change));
  if (shown.length === 0) return changes.length === 0 ? "" : "only tags that record what was deployed";
  const more = shown.length > MAX_FIELDS ? `; and ${shown.length - MAX_FIELDS} more, which plan shows` : "";
  return `${shown.slice(0, MAX_FIELDS).map(fieldText).join("; ")}${more}`;
}

const MAX_FIELDS = 4;
const LONGEST_VALUE = 40;

function fieldText({ field, from, to }: Change): string {
  const isReadable = [from, to].every((value) => !isHash(value) && valueText(value).length <= LONGEST_VALUE);
  const isShown = isReadable && to !== KNOWN_AFTER_APPLY;
  return toPrintable(isShown ? `${field} is ${valueText(from)}, not ${valueText(to)}` : field);
}

function valueText(value: unknown): string {
  return JSON.stringify(value) ?? "absent";
}
