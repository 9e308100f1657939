import type { Observed, ObservedChange, ObservedResource } from "../../engine/observe.ts";
import type { Resource } from "../../engine/resource.ts";
import { fingerprintOf } from "../../resources/function/settings.ts";
import { rollbackIn } from "../../resources/release.ts";
import { actionsIn } from "../../resources/rest-api/actions-tag.ts";
import { isPart } from "../../stack/parts.ts";
import type { Stack } from "../../stack/stack.ts";

/** What a deploy would do to one resource, and why. */
export interface PlannedStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly action: "create" | "update" | "remove";
  /** The cause of a creation; each change of an update or removal has its own. */
  readonly cause: ObservedChange["cause"] | undefined;
  readonly changes: readonly ObservedChange[];
  /** Set if the resource is not part of the stack, because all stacks of the account share it. */
  readonly isShared?: true;
}

/** What a deploy would do. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** The number of resources that it would leave unchanged. */
  readonly unchanged: number;
}

/** Returns what a deploy would do. */
export function planDeploy(stack: Stack, observed: Observed): Plan {
  const steps = observed.resources.flatMap((one) => stepFor(stack, observed, one) ?? []);
  const planned = new Set(steps.map(({ id }) => id));
  const parts = observed.resources.filter(({ resource }) => isPart(resource));
  return { steps, unchanged: parts.filter(({ resource }) => !planned.has(resource.id)).length };
}

/** Returns what a destroy would remove: everything that exists and does not disappear with something else. */
export function planDestroy(observed: Observed): Plan {
  const removed = observed.resources.filter(
    ({ resource, presence }) => presence === "present" && isPart(resource) && resource.remove,
  );
  const steps = removed.map(({ resource: { id, kind, name } }): PlannedStep => {
    return { id, kind, name, action: "remove", cause: undefined, changes: [] };
  });
  return { steps, unchanged: 0 };
}

function stepFor(stack: Stack, observed: Observed, one: ObservedResource): PlannedStep | undefined {
  const { resource, presence } = one;
  const { id, kind, name } = resource;
  const about = { id, kind, name, ...(resource.scope === "account" && { isShared: true as const }) };
  if (presence === "absent")
    return { ...about, action: "create", cause: causeOfAbsence(stack, observed, resource), changes: [] };
  const changes = isRolledBack(stack, observed, resource) ? one.changes.map(asIntent) : one.changes;
  if (changes.length === 0) return undefined;
  return { ...about, action: resource.isObsolete ? "remove" : "update", cause: undefined, changes };
}

/** Whether a function is as a rollback left it: one that was killed may not have recorded that in the function's tags. */
function isRolledBack({ restApi, functions }: Stack, { states }: Observed, resource: Resource): boolean {
  const rolledBack = rollbackIn(states.stateOf(restApi)?.tags ?? {});
  const lambda = functions.find(({ id }) => id === resource.id);
  const state = lambda && states.stateOf(lambda);
  if (!rolledBack || !state || lambda.action === undefined) return false;
  return fingerprintOf(state.settings, state.codeSha256) === rolledBack.to.functions[lambda.action]?.fingerprint;
}

function asIntent(change: ObservedChange): ObservedChange {
  return change.cause === "drift" && !change.field.startsWith("tags.") ? { ...change, cause: "intent" } : change;
}

/** An absent resource was deleted if the last deploy created it, is missing because of what it needs, or is new. */
function causeOfAbsence(stack: Stack, observed: Observed, resource: Resource): ObservedChange["cause"] {
  if (!wasDeployed(stack, observed, resource)) return "intent";
  const absent = new Set(observed.resources.filter((one) => one.presence === "absent").map((one) => one.resource));
  return resource.needs.some((need) => absent.has(need)) ? "consequence" : "drift";
}

/** The API's tags list the functions of the last deploy; without an API, functions that exist show that there was one. */
function wasDeployed({ restApi, functions }: Stack, { states }: Observed, { action }: Resource): boolean {
  const api = states.stateOf(restApi);
  if (!api) return functions.some((lambda) => states.stateOf(lambda) !== undefined);
  return action === undefined || actionsIn(api.tags).includes(action);
}
