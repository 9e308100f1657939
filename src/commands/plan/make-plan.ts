import type { Observed, ObservedChange, ObservedResource } from "../../engine/observe.ts";
import { fingerprintOf } from "../../resources/function/settings.ts";
import { rollbackIn } from "../../resources/release.ts";
import { actionsIn } from "../../resources/rest-api/rest-api.ts";
import { isPart, type Stack } from "../../stack/stack.ts";

/** What a deploy would do to one resource, and why. */
export interface PlannedStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly action: "create" | "update" | "remove";
  /** Of a creation or removal; each change of an update has its own. */
  readonly cause: ObservedChange["cause"] | undefined;
  readonly changes: readonly ObservedChange[];
  /** Of what is no part of the stack, since all stacks of the account share it. */
  readonly isShared?: true;
}

/** What a deploy would do: what it would leave alone is only counted. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly unchanged: number;
}

/** Tells from what was observed what a deploy would do. */
export function planDeploy(stack: Stack, observed: Observed): Plan {
  const steps = observed.resources.flatMap((one) => stepFor(stack, observed, one) ?? []);
  const parts = observed.resources.filter(({ resource }) => isPart(resource));
  return { steps, unchanged: parts.filter(({ resource }) => steps.every(({ id }) => id !== resource.id)).length };
}

/** Tells what a destroy would remove: everything that is there. */
export function planDestroy(observed: Observed): Plan {
  const there = observed.resources.filter(({ resource, presence }) => presence === "present" && isPart(resource));
  const steps = there.map(({ resource: { id, kind, name } }): PlannedStep => {
    return { id, kind, name, action: "remove", cause: undefined, changes: [] };
  });
  return { steps, unchanged: 0 };
}

function stepFor(stack: Stack, observed: Observed, one: ObservedResource): PlannedStep | undefined {
  const { resource, presence } = one;
  const { id, kind, name } = resource;
  const shared = resource.scope === "account" ? ({ isShared: true } as const) : {};
  const changes = isPutBack(stack, observed, one) ? one.changes.map(asIntent) : one.changes;
  if (presence === "absent")
    return { id, kind, name, action: "create", cause: whyAbsent(stack, observed, one), changes: [], ...shared };
  return changes.length > 0 ? { id, kind, name, action: "update", cause: undefined, changes, ...shared } : undefined;
}

/** Whether a function is as a rollback wanted it; one that was cut off may not have written that into the function's tags yet. */
function isPutBack({ restApi, functions }: Stack, { states }: Observed, { resource }: ObservedResource): boolean {
  const rolledBack = rollbackIn(states.stateOf(restApi)?.tags ?? {});
  const lambda = functions.find(({ id }) => id === resource.id);
  const state = lambda && states.stateOf(lambda);
  if (!rolledBack || !state) return false;
  const released = rolledBack.to.functions[resource.id.slice("function:".length)];
  return fingerprintOf(state.settings, state.codeSha256) === released?.fingerprint;
}

function asIntent(change: ObservedChange): ObservedChange {
  return change.cause === "drift" && !change.field.startsWith("tags.") ? { ...change, cause: "intent" } : change;
}

/** A resource is gone when the last deploy had it, is missing with what it is part of, or is new. */
function whyAbsent(stack: Stack, observed: Observed, { resource }: ObservedResource): ObservedChange["cause"] {
  if (!wasDeployed(stack, observed, resource.id)) return "intent";
  const absent = new Set(observed.resources.filter((one) => one.presence === "absent").map((one) => one.resource));
  return resource.needs.some((need) => absent.has(need)) ? "consequence" : "drift";
}

/** The API's tags list the functions that the last deploy had; without an API, functions that are left tell that there was one. */
function wasDeployed({ restApi }: Stack, { resources, states }: Observed, id: string): boolean {
  const api = states.stateOf(restApi);
  if (!api) return resources.some(({ resource, presence }) => presence === "present" && isFunction(resource.id));
  const [kind, action] = id.split(":");
  return action === undefined || id === "log-group:api" || kind === undefined || actionsIn(api.tags).includes(action);
}

function isFunction(id: string): boolean {
  return id.startsWith("function:");
}
