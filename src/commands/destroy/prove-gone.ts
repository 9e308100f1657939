import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { pause, until } from "../../aws/until.ts";
import type { Listener } from "../../engine/events.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runStep } from "../../engine/step.ts";
import { TodoApiError } from "../../errors.ts";
import { findLeftovers, type Leftover } from "../../resources/leftovers.ts";
import { listLogGroups } from "../../resources/log-group-listings.ts";
import type { Stack } from "../../stack.ts";

/** What was removed, and how long that took. */
export interface Removal {
  readonly resources: readonly Resource[];
  /** The names of what stays on purpose. */
  readonly kept: ReadonlySet<string>;
  readonly hasRemoved: boolean;
  readonly milliseconds: number;
}

/** AWS lists for a while what is gone already (S3/Welcome#ConsistencyModel). */
const LISTS_SECONDS = 20;
/** Functions and API deliver logs that late, and the log group is made again for them (aws-behaviour 2.7, 8). */
const LATE_LOGS_SECONDS = 12;

/** Lists what is left until nothing is, then looks again for log groups that came back. Answers what is there at last. */
export async function proveGone(
  cloud: Cloud,
  listen: Listener,
  stack: Stack,
  removal: Removal,
): Promise<{ readonly result: ResourceResult; readonly left: readonly Leftover[] }> {
  let left: readonly Leftover[] = [];
  const subject = { id: "proof", kind: "proof", name: stackLabel(stack.name) };
  const result = await runStep(subject, cloud, listen, async () => {
    left = await untilNothingIsLeft(cloud, stack, removal);
    if (left.length === 0 && removal.hasRemoved) left = await sweep(cloud, stack, removal);
    return { outcome: "unchanged", changes: [] };
  });
  return { result, left };
}

async function untilNothingIsLeft(cloud: Cloud, stack: Stack, { kept }: Removal): Promise<readonly Leftover[]> {
  const wait = { for: "AWS's lists to forget what was removed", seconds: LISTS_SECONDS, pauseSeconds: 2 };
  let left: readonly Leftover[] = [];
  try {
    return await until({ cloud, stateOf: () => undefined }, wait, async () => {
      left = (await findLeftovers(stack, cloud)).filter(({ name }) => !kept.has(name));
      return left.length === 0 ? left : undefined;
    });
  } catch (error) {
    if (error instanceof TodoApiError && error.code === "took-too-long") return left;
    throw error;
  }
}

/** A cloud that removes at once has nothing late either: it is given as long again as the removal took. */
async function sweep(cloud: Cloud, stack: Stack, removal: Removal): Promise<readonly Leftover[]> {
  await pause(
    cloud,
    "late logs, for which AWS makes a log group again",
    Math.min(removal.milliseconds, LATE_LOGS_SECONDS * 1000),
  );
  const late = await groupsLeft(cloud, stack, removal);
  if (late.length === 0) return [];
  const work = { cloud, stateOf: () => undefined };
  const names = new Set(late.map(({ name }) => name));
  await Promise.all(removal.resources.filter(({ name }) => names.has(name)).map((group) => group.remove?.(work)));
  return groupsLeft(cloud, stack, removal);
}

async function groupsLeft(
  { logs }: Cloud,
  { name }: Stack,
  { resources, kept }: Removal,
): Promise<readonly Leftover[]> {
  const ours = resources.filter(({ id }) => id.startsWith("log-group:"));
  const found = await listLogGroups(logs, { logGroupNamePattern: stackLabel(name) });
  const names = new Set(found.map(({ logGroupName = "" }) => logGroupName));
  return ours
    .filter((group) => names.has(group.name) && !kept.has(group.name))
    .map((group) => ({ kind: group.kind, name: group.name }));
}
