import type { Clock } from "./clock.ts";
import type { Listener } from "./events.ts";
import { isForeign } from "./foreign-resource.ts";
import { walkGraph } from "./graph.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import type { TaskOutcome } from "./run-task.ts";
import { createStates } from "./states.ts";

/**
 * Removes resources in the reverse order of their needs. Never throws for a resource's failure: the results contain it.
 */
export async function destroyResources(
  resources: readonly Resource[],
  clock: Clock,
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const removable = resources.filter(({ remove }) => remove !== undefined);
  if (!clock.signal.aborted) await readLastOnes(removable);
  return walkGraph(removable, clock, listen, {
    needsOf: (resource) => removedBefore(resource, removable),
    run: removeUnlessForeign,
  });
}

/**
 * Reads first what is removed last: what shows its owner may be removed before it. If a read fails, the removal reads
 * again.
 */
async function readLastOnes(removable: readonly Resource[]): Promise<void> {
  const states = createStates();
  const last = removable.filter(({ isRemovedLast }) => isRemovedLast);
  await Promise.allSettled(last.map((resource) => resource.read(states)));
}

/** Returns what must be removed before a resource: what needs it and, if it is removed last, everything else. */
export function removedBefore(resource: Resource, all: readonly Resource[]): readonly Resource[] {
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
