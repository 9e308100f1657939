import type { Clock } from "./clock.ts";
import type { Listener } from "./events.ts";
import { walkGraph } from "./graph.ts";
import { type Change, KNOWN_AFTER_APPLY, type KnownStates, type Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import { createStates, type States } from "./states.ts";

/** The actual state: which resources exist, and which of their fields are out of sync. */
export interface Observed {
  readonly resources: readonly ObservedResource[];
  readonly states: States;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

export interface ObservedResource {
  readonly resource: Resource;
  readonly presence: "present" | "absent" | "unreadable";
  readonly changes: readonly ObservedChange[];
  readonly result: ResourceResult;
}

/**
 * A field that is out of sync, and why: it was changed outside todo-api (drift), its desired value is new (change), or
 * its desired value depends on a resource that does not exist yet (consequence).
 */
export interface ObservedChange extends Change {
  readonly cause: "drift" | "change" | "consequence";
}

/**
 * Reads and compares all resources, except those that need an unreadable resource. A resource that needs an absent one
 * is still read.
 */
export async function observe(resources: readonly Resource[], clock: Clock, listen: Listener): Promise<Observed> {
  const startedAt = clock.now();
  const states = createStates();
  const changes = new Map<string, readonly ObservedChange[]>();
  const onlyWaits: Listener = (event) => event.type === "resource.waiting" && listen(event);
  const results = await walkGraph(resources, clock, onlyWaits, {
    needsOf: (resource) => resource.needs,
    async run(resource) {
      const state = await resource.read(states);
      if (state === undefined) return { outcome: "absent", changes: [] };
      states.set(resource, state);
      changes.set(resource.id, observedChanges(resource, state, states));
      return { outcome: "unchanged", changes: [] };
    },
  });
  const observed = resources.flatMap((resource, index) => {
    const result = results[index];
    return result ? [{ resource, presence: presenceOf(result), changes: changes.get(resource.id) ?? [], result }] : [];
  });
  return { resources: observed, states, startedAt, milliseconds: clock.now() - startedAt };
}

function observedChanges(resource: Resource, state: unknown, states: KnownStates): readonly ObservedChange[] {
  const causeOf = ({ field, to }: Change): ObservedChange["cause"] => {
    if (to === KNOWN_AFTER_APPLY) return "consequence";
    return resource.matchesLastDeploy(state, field, states) ? "drift" : "change";
  };
  return resource.diff(state, states).map((change) => ({ ...change, cause: causeOf(change) }));
}

function presenceOf({ outcome }: ResourceResult): ObservedResource["presence"] {
  if (outcome === "unchanged") return "present";
  return outcome === "absent" ? "absent" : "unreadable";
}
