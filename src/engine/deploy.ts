import type { Cloud } from "../aws/cloud.ts";
import { until } from "../aws/until.ts";
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

/** What was just made may not be listed at once. */
function untilVisible(resource: Resource, work: Work): Promise<unknown> {
  return until(work, { for: `the ${resource.kind} ${resource.name} to be listed`, seconds: VISIBLE_SECONDS }, () =>
    resource.read(work),
  );
}

const VISIBLE_SECONDS = 30;

/** The only path: read, create what is absent, compare, update what differs. */
async function converge(resource: Resource, states: States, work: Work): Promise<Visited> {
  const found = await resource.read(work);
  const state = found ?? (await resource.create(work)) ?? (await untilVisible(resource, work));
  states.set(resource, state);
  const changes = resource.diff(state, work);
  if (changes.length > 0) await resource.update(work, state, changes);
  if (found === undefined) return { outcome: "created", changes };
  return { outcome: changes.length > 0 ? "updated" : "unchanged", changes };
}
