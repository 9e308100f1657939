import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { destroyResources } from "../../engine/destroy.ts";
import type { Listener } from "../../engine/events.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runTask } from "../../engine/run-task.ts";
import { KIND } from "../../resources/kinds.ts";
import { removeDuplicate } from "../../resources/rest-api/change-rest-api.ts";
import type { Stack } from "../../stack/stack.ts";
import { stackToRemove } from "../open-stack.ts";
import type { OrphanGroup } from "./find-orphans.ts";

/**
 * Removes the given orphans, stack by stack, because API Gateway accepts only one DeleteRestApi per account every 30 s
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). The results include failures.
 */
export async function removeOrphans(
  cloud: Cloud,
  groups: readonly RemovableGroup[],
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const results: ResourceResult[] = [];
  for (const group of groups) results.push(...(await removeGroup(cloud, group, listen)));
  return results;
}

/** A group, and the resource objects that remove its orphans. */
interface RemovableGroup {
  readonly group: OrphanGroup;
  readonly resources: readonly Resource[];
}

async function removeGroup(
  cloud: Cloud,
  { group, resources }: RemovableGroup,
  listenTo: Listener,
): Promise<readonly ResourceResult[]> {
  // IDs are unique only within a stack.
  const listen: Listener = (event) => listenTo({ ...event, id: `${group.label}/${event.id}` });
  const removed = await destroyResources(resources, cloud, listen);
  const duplicates = group.isDeployed && group.stack ? await removeDuplicates(cloud, group.stack, group, listen) : [];
  return [...removed, ...duplicates].map((result) => ({ ...result, id: `${group.label}/${result.id}` }));
}

/**
 * The resources of the group's stack, current or obsolete, that match the orphans. For the account's group, the
 * resources come from `ownStack`, because every stack includes the resources that all stacks in the account and region
 * share.
 */
export function resourcesOf(
  cloud: Cloud,
  ownStack: Stack,
  { stack: name, isDeployed, resources: orphaned }: OrphanGroup,
): readonly Resource[] {
  if (!name) return ownStack.resources.filter(({ scope }) => scope === "account");
  const stack = stackToRemove(name, cloud);
  const isOrphaned = (resource: Resource) =>
    orphaned.some(
      (orphan) => orphan.kind === resource.kind && (orphan.name === resource.name || resource === stack.restApi),
    );
  const current = stack.resources.filter(
    (resource) => isOrphaned(resource) && !(isDeployed && resource === stack.restApi),
  );
  const known = new Set(stack.resources.map((resource) => resource.name));
  const obsoleteActions = new Set(
    orphaned.flatMap((orphan) => (orphan.action !== undefined && !known.has(orphan.name) ? [orphan.action] : [])),
  );
  return [...current, ...[...obsoleteActions].flatMap(stack.resourcesOfObsolete).filter(isOrphaned)];
}

/** Removes duplicate APIs of a deployed stack, after checking again which one is in use. */
async function removeDuplicates(
  cloud: Cloud,
  stack: StackName,
  { resources }: OrphanGroup,
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const results: ResourceResult[] = [];
  for (const { kind, name } of resources.filter((resource) => resource.kind === KIND.restApi)) {
    const result = await runTask({ id: `rest-api ${name}`, kind, name }, cloud, listen, async () => {
      const isRemoved = await removeDuplicate(cloud, stack, name);
      return { outcome: isRemoved ? "removed" : "absent", changes: [] };
    });
    results.push(result);
  }
  return results;
}
