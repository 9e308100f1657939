import type { Cloud } from "../aws/cloud.ts";
import { isForeign } from "../aws/ownership.ts";
import type { Listener } from "./events.ts";
import { walkGraph } from "./graph.ts";
import type { Resource } from "./resource.ts";
import type { ResourceContext } from "./resource-context.ts";
import type { ResourceResult } from "./result.ts";
import type { TaskOutcome } from "./run-task.ts";

/** Removes the stack in the reverse order of its needs. Never throws for a resource's failure: the results say it. */
export async function destroy(
  resources: readonly Resource[],
  cloud: Cloud,
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const removable = resources.filter(({ remove }) => remove !== undefined);
  await readLastOnes(removable, { cloud, stateOf: () => undefined });
  return walkGraph(removable, cloud, listen, {
    needsOf: (resource) => removedBefore(resource, removable),
    visit: (resource) => removeIfOurs(resource, { cloud, stateOf: () => undefined }),
  });
}

/** What shows whose they are may be removed before them: so they are read first. What cannot be read fails, or is kept, when its turn comes. */
async function readLastOnes(removable: readonly Resource[], work: ResourceContext): Promise<void> {
  if (work.cloud.signal.aborted) return;
  await Promise.allSettled(
    removable.filter(({ isRemovedLast }) => isRemovedLast).map((resource) => resource.read(work)),
  );
}

/** What must be removed before a resource: all that needs it, and before the last ones all others. */
export function removedBefore(resource: Resource, all: readonly Resource[]): readonly Resource[] {
  const isBeforeLast = (other: Resource) => other.isRemovedLast !== true && other.scope !== "account";
  return all.filter(
    (other) => other.needs.includes(resource) || (resource.isRemovedLast === true && isBeforeLast(other)),
  );
}

/** A thing of the right name that is not ours is none of our business: it is left as it is. */
async function removeIfOurs(resource: Resource, work: ResourceContext): Promise<TaskOutcome> {
  try {
    return { outcome: (await resource.remove?.(work)) ? "removed" : "absent", changes: [] };
  } catch (error) {
    if (isForeign(error)) return { outcome: "kept", changes: [] };
    throw error;
  }
}
