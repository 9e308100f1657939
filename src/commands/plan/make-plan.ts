import type { Observed, ObservedChange, ObservedResource } from "../../engine/observe.ts";
import type { Resource } from "../../engine/resource.ts";
import { actionsIn, type StackRun, unfinishedRunIn } from "../../resources/rest-api/api-tags.ts";
import { isLeftByDestroy } from "../../resources/table/table-tags.ts";
import { isPart } from "../../stack/parts.ts";
import type { Stack } from "../../stack/stack.ts";

/** The change that a deploy or a destroy would make to one resource, and its cause. */
export interface PlannedStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly action: "create" | "update" | "remove";
  /** The cause of a creation. Each change in an update or removal has its own cause. */
  readonly cause: ObservedChange["cause"] | undefined;
  readonly changes: readonly ObservedChange[];
  /** Set if all stacks in the account and region share the resource. */
  readonly isShared?: true;
}

/** The command whose run changed the stack and did not finish. */
export type UnfinishedRun = StackRun | "destroy";

/** The changes that a deploy or a destroy would make. */
export interface Plan {
  /** The unfinished run, if there is one and a deploy would change anything. */
  readonly unfinished?: UnfinishedRun;
  readonly steps: readonly PlannedStep[];
  /** The number of resources that would stay unchanged. */
  readonly unchanged: number;
}

/** Returns the plan for a deploy. */
export function planDeploy(stack: Stack, observed: Observed): Plan {
  const steps = observed.resources.flatMap((one) => stepFor(stack, observed, one) ?? []);
  const planned = new Set(steps.map(({ id }) => id));
  const parts = observed.resources.filter(({ resource }) => isPart(resource));
  const unchanged = parts.filter(({ resource }) => !planned.has(resource.id)).length;
  const unfinished = unfinishedRun(stack, observed);
  return { ...(unfinished && steps.length > 0 && { unfinished }), steps, unchanged };
}

/** Returns the plan for a destroy: remove every existing part of the stack that is not deleted with another part. */
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
  if (one.changes.length === 0) return undefined;
  const changes = didLastRunFinish(stack, observed) ? one.changes : one.changes.map(asChange);
  return { ...about, action: resource.isObsolete ? "remove" : "update", cause: undefined, changes };
}

/** After an unfinished run, a difference is not reported as drift, because that run may have caused it. */
function asChange(change: ObservedChange): ObservedChange {
  return change.cause === "drift" ? { ...change, cause: "change" } : change;
}

/** A destroy that keeps the table is finished once nothing else is left. */
function unfinishedRun({ restApi, table }: Stack, { resources, states }: Observed): UnfinishedRun | undefined {
  const isRemaining = ({ resource, presence }: ObservedResource) =>
    presence === "present" && isPart(resource) && resource !== table;
  if (isLeftByDestroy(states.stateOf(table)?.tags ?? {}) && resources.some(isRemaining)) return "destroy";
  return unfinishedRunIn(states.stateOf(restApi)?.tags ?? {});
}

/** If the API does not exist, an existing dependent resource shows that the API was deployed and then deleted. */
function didLastRunFinish(stack: Stack, observed: Observed): boolean {
  const { restApi, table } = stack;
  const { resources, states } = observed;
  if (unfinishedRun(stack, observed) !== undefined) return false;
  if (states.stateOf(restApi)) return true;
  const isAfterApi = ({ needs, isObsolete }: Resource) => needs.includes(restApi) && !isObsolete;
  const hadApi = resources.some(({ resource, presence }) => presence === "present" && isAfterApi(resource));
  return hadApi && states.stateOf(table) !== undefined;
}

/**
 * An absent resource is new if the last deploy did not include it. Otherwise it was deleted, or it is missing because a
 * resource that it depends on is missing.
 */
function causeOfAbsence(stack: Stack, observed: Observed, resource: Resource): ObservedChange["cause"] {
  if (!wasDeployed(stack, observed, resource)) return "change";
  const absent = new Set(observed.resources.filter((one) => one.presence === "absent").map((one) => one.resource));
  return resource.needs.some((need) => absent.has(need)) ? "consequence" : "drift";
}

/** The API's tags list the last deploy's actions; `added` lists the resources that its settings did not include. */
function wasDeployed(stack: Stack, observed: Observed, resource: Resource): boolean {
  if (!didLastRunFinish(stack, observed) || stack.added.includes(resource)) return false;
  const { action } = resource;
  const api = observed.states.stateOf(stack.restApi);
  return api === undefined || action === undefined || actionsIn(api.tags).includes(action);
}
