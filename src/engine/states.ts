import type { Resource } from "./resource.ts";

/** The states of the resources that a run has seen, each under its resource. */
export interface States {
  of<State>(resource: Resource<State>): State | undefined;
  set(resource: Resource, state: unknown): void;
}

/** An empty set of states. */
export function createStates(): States {
  const states = new Map<Resource, unknown>();
  return {
    of<State>(resource: Resource<State>): State | undefined {
      // A state is only ever stored under the resource whose own read or create answered it.
      return states.get(resource) as State | undefined;
    },
    set: (resource, state) => void states.set(resource, state),
  };
}
