import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { criticalPath, type PathStep } from "../../engine/critical-path.ts";
import { destroyResources, removedBefore } from "../../engine/destroy.ts";
import type { Listener } from "../../engine/events.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { findLeftovers, findLogGroups, type Leftover } from "../../resources/leftovers.ts";
import { markKept } from "../../resources/table/table-tags.ts";
import type { Stack } from "../../stack/stack.ts";
import type { Data } from "./survey-data.ts";
import { verifyDestroyed } from "./verify-destroyed.ts";

/** What is to be removed, and what is known of it before. */
export interface DestroyTarget {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly data: Data;
  readonly resources: readonly Resource[];
}

/** What a destroy came to: what became of each resource, what AWS still lists afterwards, and where the time went. */
export interface Destroyed {
  readonly results: readonly ResourceResult[];
  readonly left: readonly Leftover[];
  /** What has a name of the stack and not its tags: left alone. */
  readonly foreign: readonly Leftover[];
  readonly path: readonly PathStep[];
}

/** Removes all of it, but for data that is kept, and proves by AWS's lists that it is gone. What becomes of a resource is in the results. */
export async function removeStack(doomed: DestroyTarget, keepData: boolean, listen: Listener): Promise<Destroyed> {
  const { cloud, stack, data, resources } = doomed;
  const startedAt = cloud.now();
  // First, so that a run that ends half-way has said of the table that it stays on purpose.
  if (keepData && data.table !== undefined) await markKept(cloud, data.table);
  const results = await destroyResources(resources, cloud, listen);
  const after = (id: string) => {
    const resource = resources.find((one) => one.id === id);
    return resource ? removedBefore(resource, resources).map((other) => other.id) : [];
  };
  const path = criticalPath(results, after);
  const foreign = results.filter(({ outcome }) => outcome === "kept").map(({ kind, name }) => ({ kind, name }));
  if (results.some(({ outcome }) => outcome === "failed" || outcome === "skipped"))
    return { results, left: [], foreign, path };
  const kept = new Set([...foreign.map(({ name }) => name), ...(keepData ? [stack.table.name] : [])]);
  const proven = await verifyDestroyed(cloud, listen, {
    name: stackLabel(stack.name),
    hasRemoved: results.some(({ outcome }) => outcome === "removed"),
    milliseconds: cloud.now() - startedAt,
    findLeft: async () => (await findLeftovers(stack, cloud)).filter(({ name }) => !kept.has(name)),
    findGroups: async () => (await findLogGroups(resources, stack.name, cloud)).filter(({ name }) => !kept.has(name)),
  });
  return {
    results: [...results, proven.result],
    left: proven.left,
    foreign: [...foreign, ...proven.foreign],
    path: [...path, ...criticalPath([proven.result], () => [])],
  };
}
