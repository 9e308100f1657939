import type { Cloud } from "../aws/cloud.ts";
import { until } from "../aws/until.ts";
import type { Listener } from "./events.ts";
import { walkGraph } from "./graph.ts";
import { type Observed, type ObservedResource, observe } from "./observe.ts";
import type { Resource } from "./resource.ts";
import type { ResourceContext } from "./resource-context.ts";
import type { ResourceResult } from "./result.ts";
import type { TaskOutcome } from "./run-task.ts";
import { createStates, type States } from "./states.ts";

/** What a deploy came to, what it found before it changed anything, and the states that it saw last. */
export interface Deployed {
  readonly results: readonly ResourceResult[];
  readonly observed: Observed;
  readonly states: States;
}

/**
 * Makes the stack what it should be, from whatever is there: first everything is read, as a plan does it; only if all of it could be read, and
 * `allow` does not throw, is anything changed. Never throws for a resource's failure: the results say it.
 */
export async function deploy(
  resources: readonly Resource[],
  cloud: Cloud,
  listen: Listener,
  allow: (observed: Observed) => void | Promise<void> = () => {},
): Promise<Deployed> {
  const observed = await observe(resources, cloud, listen);
  if (observed.resources.some(({ presence }) => presence === "unreadable"))
    return { results: refuse(observed.resources, listen), observed, states: observed.states };
  await allow(observed);
  const states = createStates();
  const seen = new Map(observed.resources.map((one) => [one.resource, one.presence === "present"]));
  const changed = new Set<Resource>();
  const results = await walkGraph(resources, cloud, listen, {
    needsOf: (resource) => (seen.get(resource) ? [...resource.needs, ...(resource.updateAfter ?? [])] : resource.needs),
    async visit(resource, others) {
      const work = { cloud, stateOf: states.of, ...others };
      const isStale = resource.needs.some((need) => changed.has(need));
      const found = await stateNow(resource, work, { isPresent: seen.get(resource) ?? false, isStale, observed });
      const visited = await converge(resource, found, states, work);
      if (visited.outcome !== "unchanged") changed.add(resource);
      return visited;
    },
  });
  return { results, observed, states };
}

/** As it was read, unless something that it needs was changed since: what depends on that may be gone or other. */
async function stateNow(
  resource: Resource,
  work: ResourceContext,
  seen: { readonly isPresent: boolean; readonly isStale: boolean; readonly observed: Observed },
): Promise<unknown> {
  if (!seen.isPresent) return undefined;
  return seen.isStale ? resource.read(work) : seen.observed.states.of(resource);
}

/** The only path: create what is absent, compare, update what differs. */
async function converge(
  resource: Resource,
  found: unknown,
  states: States,
  work: ResourceContext,
): Promise<TaskOutcome> {
  if (found !== undefined && resource.isTriedAgain?.(found)) return tryAgain(resource, states, work);
  const state = found ?? (await resource.create(work)) ?? (await untilVisible(resource, work));
  states.set(resource, state);
  const changes = resource.diff(state, work);
  if (changes.length > 0) await resource.update(work, state, changes);
  if (found === undefined) return { outcome: "created", changes };
  return { outcome: changes.length > 0 ? "updated" : "unchanged", changes };
}

/** What needs it compares with what comes of it, and must wait. */
async function tryAgain(resource: Resource, states: States, work: ResourceContext): Promise<TaskOutcome> {
  const { release: _, ...alone } = work;
  const state = (await resource.create(alone)) ?? (await untilVisible(resource, alone));
  states.set(resource, state);
  return { outcome: resource.isTriedAgain?.(state) ? "unchanged" : "created", changes: [] };
}

const VISIBLE_SECONDS = 30;

/** What was just made may not be listed at once. */
function untilVisible(resource: Resource, work: ResourceContext): Promise<unknown> {
  return until(work, { for: `the ${resource.kind} ${resource.name} to be listed`, seconds: VISIBLE_SECONDS }, () =>
    resource.read(work),
  );
}

/** What could not be read has failed; nothing else is begun. */
function refuse(observed: readonly ObservedResource[], listen: Listener): readonly ResourceResult[] {
  const failed = observed.filter(({ result }) => result.outcome === "failed");
  const because = failed.map(({ resource }) => `${resource.kind} ${resource.name}`);
  return observed.map(({ result }): ResourceResult => {
    const { id, kind, name, milliseconds, error } = result;
    if (result.outcome === "failed") {
      listen({ type: "resource.failed", id, kind, name, error, milliseconds });
      return result;
    }
    listen({ type: "resource.skipped", id, kind, name, because: [] });
    return { ...result, outcome: "skipped", because };
  });
}
