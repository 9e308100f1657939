import type { ObservedResource } from "../engine/observe.ts";
import type { Resource } from "../engine/resource.ts";
import type { ResourceResult } from "../engine/result.ts";

/**
 * Whether a resource is a part of the stack: not shared by all stacks in the account and region, and not left over from
 * an earlier deploy.
 */
export function isPart({ scope, isObsolete }: Resource): boolean {
  return scope !== "account" && !isObsolete;
}

/** Whether `deploy` and `status` count a resource: a part of the stack, or an obsolete one that a deploy removes. */
export function isCounted({ resource, changes }: ObservedResource): boolean {
  return isPart(resource) || (resource.isObsolete === true && changes.length > 0);
}

/**
 * Returns the results that a run counts: the results of the stack's parts (except absent optional parts) and of other
 * resources that the run changed, and every failure, including failed checks.
 */
export function countedResults(
  resources: readonly Resource[],
  results: readonly ResourceResult[],
): readonly ResourceResult[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return results.filter(({ id, outcome }) => {
    if (outcome === "failed") return true;
    const resource = byId.get(id);
    if (!resource || (resource.isOptional && outcome === "absent")) return false;
    const isChanged = outcome === "created" || outcome === "updated" || outcome === "removed";
    return isPart(resource) || isChanged || (resource.isObsolete && outcome !== "unchanged" && outcome !== "skipped");
  });
}
