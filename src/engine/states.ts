import type { KnownStates, Resource } from "./resource.ts";

/** The states that a run has read or created. */
export interface States extends KnownStates {
  set(resource: Resource, state: unknown): void;
}

/** Creates an empty set of states. */
export function createStates(): States {
  const states = new Map<Resource, unknown>();
  return {
    stateOf<State>(resource: Resource<State>): State | undefined {
      // A state is only ever stored under the resource whose own `read` or `create` returned it.
      return states.get(resource) as State | undefined;
    },
    set: (resource, state) => void states.set(resource, state),
  };
}
