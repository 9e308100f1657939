import type { Cloud } from "../aws/cloud.ts";
import type { Listener } from "./events.ts";
import { type Visited, walkGraph } from "./graph.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import { createStates, type States } from "./states.ts";
import type { Work } from "./work.ts";

/** What a deploy came to, and the states that it saw. */
export interface Deployed {
  readonly results: readonly ResourceResult[];
  readonly states: States;
}

/** Makes the stack what it should be, from whatever is there. Never throws for a resource's failure: the results say it. */
export async function deploy(resources: readonly Resource[], cloud: Cloud, listen: Listener): Promise<Deployed> {
  const states = createStates();
  const results = await walkGraph(resources, cloud, listen, {
    needsOf: (resource) => resource.needs,
    visit: (resource, waiting) => converge(resource, states, { cloud, stateOf: states.of, waiting }),
  });
  return { results, states };
}

/** The only path: read, create what is absent, compare, update what differs. */
async function converge(resource: Resource, states: States, work: Work): Promise<Visited> {
  const found = await resource.read(work);
  const state = found ?? (await resource.create(work)) ?? (await resource.read(work));
  if (state === undefined) throw new Error(`${resource.kind} ${resource.name} was made and cannot be found.`);
  states.set(resource, state);
  const changes = resource.diff(state, work);
  if (changes.length > 0) await resource.update(work, state, changes);
  if (found === undefined) return { outcome: "created", changes };
  return { outcome: changes.length > 0 ? "updated" : "unchanged", changes };
}
