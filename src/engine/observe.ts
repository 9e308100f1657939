import type { Cloud } from "../aws/cloud.ts";
import type { Listener } from "./events.ts";
import { walkGraph } from "./graph.ts";
import { type Change, KNOWN_AFTER_APPLY, type Resource } from "./resource.ts";
import type { ResourceContext } from "./resource-context.ts";
import type { ResourceResult } from "./result.ts";
import { createStates, type States } from "./states.ts";

/** What is there now, without a single write: which resources exist, and which of their fields are not as they should be. */
export interface Observed {
  readonly resources: readonly ObservedResource[];
  readonly states: States;
  /** When the first read began, in milliseconds since the epoch, and how long all of them took. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

export interface ObservedResource {
  readonly resource: Resource;
  readonly presence: "present" | "absent" | "unreadable";
  readonly changes: readonly ObservedChange[];
  /** What became of the reading. */
  readonly result: ResourceResult;
}

/** A field that is not as it should be, and why: nobody here asked for it (drift), it is wanted otherwise now (intent), or it follows from another resource that is to be made. */
export interface ObservedChange extends Change {
  readonly cause: "drift" | "intent" | "consequence";
}

/** Reads every resource and compares it. A resource whose needs are absent is read all the same: each `read` copes with that. */
export async function observe(resources: readonly Resource[], cloud: Cloud, listen: Listener): Promise<Observed> {
  const startedAt = cloud.now();
  const states = createStates();
  const changes = new Map<string, readonly ObservedChange[]>();
  const onlyWaits: Listener = (event) => event.type === "resource.waiting" && listen(event);
  const results = await walkGraph(resources, cloud, onlyWaits, {
    needsOf: (resource) => resource.needs,
    async visit(resource) {
      const work = { cloud, stateOf: states.of };
      const state = await resource.read(work);
      if (state === undefined) return { outcome: "absent", changes: [] };
      states.set(resource, state);
      changes.set(resource.id, causesOf(resource, state, work));
      return { outcome: "unchanged", changes: [] };
    },
  });
  const observed = resources.flatMap((resource, index) => {
    const result = results[index];
    return result ? [{ resource, presence: presenceOf(result), changes: changes.get(resource.id) ?? [], result }] : [];
  });
  return { resources: observed, states, startedAt, milliseconds: cloud.now() - startedAt };
}

function causesOf(resource: Resource, state: unknown, work: ResourceContext): readonly ObservedChange[] {
  return resource.diff(state, work).map((change) => ({ ...change, cause: causeOf(resource, state, change, work) }));
}

function causeOf(
  resource: Resource,
  state: unknown,
  { field, to }: Change,
  work: ResourceContext,
): ObservedChange["cause"] {
  if (to === KNOWN_AFTER_APPLY) return "consequence";
  return resource.matchesLastDeploy(state, field, work) ? "drift" : "intent";
}

function presenceOf({ outcome }: ResourceResult): ObservedResource["presence"] {
  if (outcome === "unchanged") return "present";
  return outcome === "absent" ? "absent" : "unreadable";
}
