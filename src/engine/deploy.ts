import type { Clock } from "./clock.ts";
import type { Listener } from "./events.ts";
import { walkGraph } from "./graph.ts";
import { type Observed, type ObservedResource, observe } from "./observe.ts";
import type { Resource, ResourceContext } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import type { TaskOutcome } from "./run-task.ts";
import { createStates, type States } from "./states.ts";
import { until } from "./wait.ts";

/** The results of a deploy, and the states of its resources. */
export interface Deployed {
  readonly results: readonly ResourceResult[];
  /** The state before the first change. */
  readonly observed: Observed;
  /** The state of each resource when it was read or created, before any update. */
  readonly states: States;
}

/**
 * Brings resources from their actual to their desired state. Reads all resources first, and makes changes only if every
 * read succeeds and `allow` does not throw. Does not throw if a resource fails: the results contain the error.
 */
export async function deployResources(
  resources: readonly Resource[],
  clock: Clock,
  listen: Listener,
  allow: (observed: Observed) => void | Promise<void> = () => {},
): Promise<Deployed> {
  const observed = await observe(resources, clock, listen);
  if (observed.resources.some(({ presence }) => presence === "unreadable"))
    return { results: emitRefusal(observed.resources, listen), observed, states: observed.states };
  await allow(observed);
  const states = createStates();
  const changed = new Set<Resource>();
  const isPresent = (resource: Resource) => observed.states.stateOf(resource) !== undefined;
  const results = await walkGraph(resources, clock, listen, {
    needsOf: (resource) => [...resource.needs, ...(isPresent(resource) ? (resource.updateAfter ?? []) : [])],
    async run(resource, coordination) {
      const context = { stateOf: states.stateOf, ...coordination };
      // If this run changed a needed resource, the state of this resource may have changed since it was read.
      const isStale = isPresent(resource) && resource.needs.some((need) => changed.has(need));
      const state = isStale ? await resource.read(context) : observed.states.stateOf(resource);
      const done = await converge(resource, state, { clock, states, context });
      if (done.outcome !== "unchanged") changed.add(resource);
      return done;
    },
  });
  return { results, observed, states };
}

interface Run {
  readonly clock: Clock;
  readonly states: States;
  readonly context: ResourceContext;
}

async function converge(resource: Resource, found: unknown, run: Run): Promise<TaskOutcome> {
  if (found !== undefined && isProvisional(resource, found)) return retryCreation(resource, run);
  const state = found ?? (await create(resource, run));
  run.states.set(resource, state);
  const changes = resource.diff(state, run.context);
  if (changes.length > 0) await resource.update(run.context, state, changes);
  if (found === undefined) return { outcome: isProvisional(resource, state) ? "unchanged" : "created", changes };
  if (changes.length === 0) return { outcome: "unchanged", changes };
  return { outcome: resource.isObsolete ? "removed" : "updated", changes };
}

/**
 * Retries the creation of a resource whose state is provisional. Resources that need it start only after the retry,
 * because their desired state depends on the result.
 */
async function retryCreation(resource: Resource, run: Run): Promise<TaskOutcome> {
  const state = await create(resource, { ...run, context: { ...run.context, letDependentsStart: () => {} } });
  run.states.set(resource, state);
  return { outcome: isProvisional(resource, state) ? "unchanged" : "created", changes: [] };
}

function isProvisional(resource: Resource, state: unknown): boolean {
  return resource.needsRetry?.(state) ?? false;
}

const VISIBLE_SECONDS = 30;

/** Creates a resource and returns its state. AWS can take a few seconds to list a new resource. */
async function create(resource: Resource, { clock, context }: Run): Promise<unknown> {
  const wait = { for: `the ${resource.kind} ${resource.name} to be listed`, seconds: VISIBLE_SECONDS };
  return (await resource.create(context)) ?? until(clock, wait, () => resource.read(context));
}

/** Emits and returns the results after a read failed: the failed reads, and all other resources as skipped. */
function emitRefusal(observed: readonly ObservedResource[], listen: Listener): readonly ResourceResult[] {
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
