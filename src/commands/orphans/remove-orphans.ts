import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { destroyResources } from "../../engine/destroy.ts";
import type { Listener } from "../../engine/events.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runTask } from "../../engine/run-task.ts";
import { removeDuplicate } from "../../resources/rest-api/rest-api.ts";
import type { Stack } from "../../stack/stack.ts";
import { stackToRemove } from "../open-stack.ts";
import type { OrphanGroup } from "./find-orphans.ts";

/**
 * Removes what was found, and nothing else, one stack after the other: API Gateway takes a DeleteRestApi once in 30 s for the whole account. The account's
 * role is last. Never throws for a failure: the results say it.
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

/** A group with its resources: the same ones remove it and look for what comes back. */
export interface RemovableGroup {
  readonly group: OrphanGroup;
  readonly resources: readonly Resource[];
}

async function removeGroup(
  cloud: Cloud,
  { group, resources }: RemovableGroup,
  listenTo: Listener,
): Promise<readonly ResourceResult[]> {
  // Ids are unique in a stack only.
  const listen: Listener = (event) => listenTo({ ...event, id: `${group.label}/${event.id}` });
  const removed = await destroyResources(resources, cloud, listen);
  const duplicates = group.isDeployed && group.stack ? await removeDuplicates(cloud, group.stack, group, listen) : [];
  return [...removed, ...duplicates].map((result) => ({ ...result, id: `${group.label}/${result.id}` }));
}

/** The resources, as the stack has them or had them, that what was found is. */
export function resourcesOf(
  cloud: Cloud,
  own: Stack,
  { stack: name, isDeployed, things }: OrphanGroup,
): readonly Resource[] {
  if (!name) return own.resources.filter(({ scope }) => scope === "account");
  const stack = stackToRemove(name, cloud);
  const isThere = (resource: Resource) =>
    things.some(
      (thing) => thing.kind === resource.kind && (thing.name === resource.name || resource === stack.restApi),
    );
  const current = stack.resources.filter(
    (resource) => isThere(resource) && !(isDeployed && resource === stack.restApi),
  );
  const known = new Set(stack.resources.map((resource) => resource.name));
  const former = new Set(
    things.flatMap(({ action, name: own }) => (action !== undefined && !known.has(own) ? [action] : [])),
  );
  return [...current, ...[...former].flatMap(stack.resourcesOfObsolete).filter(isThere)];
}

/** Further APIs of a stack that is deployed: which one is in use is looked up again. */
async function removeDuplicates(
  cloud: Cloud,
  stack: StackName,
  { things }: OrphanGroup,
  listen: Listener,
): Promise<readonly ResourceResult[]> {
  const results: ResourceResult[] = [];
  for (const { kind, name } of things.filter((thing) => thing.kind === "REST API")) {
    const result = await runTask({ id: `rest-api ${name}`, kind, name }, cloud, listen, async () => {
      const isRemoved = await removeDuplicate(cloud, stack, name);
      return { outcome: isRemoved ? "removed" : "absent", changes: [] };
    });
    results.push(result);
  }
  return results;
}
