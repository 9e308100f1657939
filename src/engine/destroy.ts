import type { Clock } from "./clock.ts";
import type { Listener } from "./events.ts";
import { isForeign } from "./foreign-resource.ts";
import { walkGraph } from "./graph.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import type { TaskOutcome } from "./run-task.ts";
import { createStates } from "./states.ts";

/** Removes each resource after those that need it. Does not throw if a removal fails: the results contain the error. */
export async function destroyResources(
  resources: readonly Resource[],
  clock: Clock,
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const removable = resources.filter(({ remove }) => remove !== undefined);
  const absent = clock.signal.aborted ? new Set<string>() : await findAbsent(removable);
  const listenToPresent: Listener = (event) => {
    if (event.type !== "resource.skipped" || !absent.has(event.id)) listen(event);
  };
  const results = await walkGraph(removable, clock, listenToPresent, {
    needsOf: (resource) => removalPredecessors(resource, removable),
    run: removeUnlessForeign,
  });
  return results.map((result) =>
    result.outcome === "skipped" && absent.has(result.id) ? { ...result, outcome: "absent" } : result,
  );
}

/**
 * Reads the resources that are removed last, and returns the IDs of the absent ones. The read must precede any removal,
 * because a log group without tags belongs to the stack only while its function or API exists. If a read fails, the
 * removal reads the resource again.
 */
async function findAbsent(removable: readonly Resource[]): Promise<ReadonlySet<string>> {
  const states = createStates();
  const last = removable.filter(({ isRemovedLast }) => isRemovedLast);
  const found = await Promise.allSettled(last.map((resource) => resource.read(states)));
  const isAbsent = (one: (typeof found)[number] | undefined) => one?.status === "fulfilled" && one.value === undefined;
  return new Set(last.filter((_, index) => isAbsent(found[index])).map(({ id }) => id));
}

/**
 * Returns the resources that must be removed before a given resource: those that need it, those that list it in
 * `removedBefore` and, if it is removed last, all resources that are neither removed last nor shared with other stacks.
 */
export function removalPredecessors(resource: Resource, all: readonly Resource[]): readonly Resource[] {
  const isBeforeLast = (other: Resource) => other.isRemovedLast !== true && other.scope !== "account";
  return all.filter(
    (other) =>
      other.needs.includes(resource) ||
      other.removedBefore?.includes(resource) === true ||
      (resource.isRemovedLast === true && isBeforeLast(other)),
  );
}

async function removeUnlessForeign(resource: Resource): Promise<TaskOutcome> {
  try {
    return { outcome: (await resource.remove?.()) ? "removed" : "absent", changes: [] };
  } catch (error) {
    if (isForeign(error)) return { outcome: "kept", changes: [] };
    throw error;
  }
}
