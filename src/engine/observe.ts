import type { Cloud } from "../aws/cloud.ts";
import { walkGraph } from "./graph.ts";
import type { Change, Resource } from "./resource.ts";
import { createStates, type States } from "./states.ts";

/** What is there now, without a single write: which resources exist, and which of their fields are not as they should be. */
export interface Observed {
  readonly resources: readonly ObservedResource[];
  readonly states: States;
}

export interface ObservedResource {
  readonly resource: Resource;
  readonly presence: "present" | "absent" | "unreadable";
  readonly changes: readonly Change[];
  readonly error?: unknown;
}

/** Reads every resource and compares it. A resource whose needs are absent is read all the same: each `read` copes with that. */
export async function observe(resources: readonly Resource[], cloud: Cloud): Promise<Observed> {
  const states = createStates();
  const changes = new Map<string, readonly Change[]>();
  const results = await walkGraph(resources, cloud, () => {}, {
    needsOf: (resource) => resource.needs,
    async visit(resource) {
      const work = { cloud, stateOf: states.of, waiting: () => {} };
      const state = await resource.read(work);
      if (state === undefined) return { outcome: "absent", changes: [] };
      states.set(resource, state);
      changes.set(resource.id, resource.diff(state, work));
      return { outcome: "unchanged", changes: [] };
    },
  });
  const observed = resources.map((resource, index) => ({
    resource,
    presence: presenceOf(results[index]?.outcome),
    changes: changes.get(resource.id) ?? [],
    error: results[index]?.error,
  }));
  return { resources: observed, states };
}

function presenceOf(outcome: string | undefined): ObservedResource["presence"] {
  if (outcome === "unchanged") return "present";
  return outcome === "absent" ? "absent" : "unreadable";
}
