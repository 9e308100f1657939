import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { criticalPath, type PathStep } from "../../engine/critical-path.ts";
import { destroyResources, removalPredecessors } from "../../engine/destroy.ts";
import type { Listener } from "../../engine/events.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { findLeftovers, findLogGroups, type Leftover } from "../../resources/leftovers.ts";
import { markBeforeDestroy } from "../../resources/table/table-tags.ts";
import type { Stack } from "../../stack/stack.ts";
import type { StackData } from "./survey-data.ts";
import { verifyDestroyed } from "./verify-destroyed.ts";

/** The stack to remove, and the facts that were read about it. */
export interface DestroyTarget {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly data: StackData;
  readonly resources: readonly Resource[];
}

/** The result of a destroy. */
export interface Destroyed {
  readonly results: readonly ResourceResult[];
  /** The resources that AWS still lists. */
  readonly left: readonly Leftover[];
  /** Resources with a name that the stack uses, but without the stack's tags; they are not removed. */
  readonly foreign: readonly Leftover[];
  readonly path: readonly PathStep[];
}

/** Removes the resources and verifies that nothing but kept data remains. Failures are in the results. */
export async function removeStack(target: DestroyTarget, keepData: boolean, listen: Listener): Promise<Destroyed> {
  const { cloud, stack, data, resources } = target;
  const startedAt = cloud.now();
  // The table is tagged first, so that after an interruption, the tag shows that a destroy has begun.
  if (data.table !== undefined) await markBeforeDestroy(cloud, data.table, keepData);
  const results = await destroyResources(resources, cloud, listen);
  const predecessorsOf = (id: string) => {
    const resource = resources.find((one) => one.id === id);
    return resource ? removalPredecessors(resource, resources).map((other) => other.id) : [];
  };
  const path = criticalPath(results, predecessorsOf);
  const foreign = results.filter(({ outcome }) => outcome === "kept").map(({ kind, name }) => ({ kind, name }));
  if (results.some(({ outcome }) => outcome === "failed" || outcome === "skipped"))
    return { results, left: [], foreign, path };
  const kept = new Set([...foreign.map(({ name }) => name), ...(keepData ? [stack.table.name] : [])]);
  const verified = await verifyDestroyed(cloud, listen, {
    name: stackLabel(stack.name),
    hasRemoved: results.some(({ outcome }) => outcome === "removed"),
    milliseconds: cloud.now() - startedAt,
    findLeft: async () => (await findLeftovers(stack, cloud)).filter(({ name }) => !kept.has(name)),
    findGroups: async () => (await findLogGroups(resources, stack.name, cloud)).filter(({ name }) => !kept.has(name)),
  });
  return {
    results: [...results, verified.result],
    left: verified.left,
    foreign: [...foreign, ...verified.foreign],
    path: [...path, ...criticalPath([verified.result], () => [])],
  };
}
