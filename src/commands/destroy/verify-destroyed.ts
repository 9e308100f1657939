import type { Cloud } from "../../aws/cloud.ts";
import { settleAll } from "../../aws/settle-all.ts";
import type { Listener } from "../../engine/events.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import type { Resource } from "../../engine/resource.ts";
import type { ResourceResult } from "../../engine/result.ts";
import { runTask } from "../../engine/run-task.ts";
import { isTimeout, pause, until } from "../../engine/wait.ts";
import type { Leftover } from "../../resources/leftovers.ts";

interface Removal {
  /** The name for the removed resources in messages: the stack's label, or "orphans". */
  readonly name: string;
  readonly hasRemoved: boolean;
  /** The duration of the removal. */
  readonly milliseconds: number;
  findLeft(): Promise<readonly Leftover[]>;
  /** Returns the log groups that still exist or were recreated. */
  findGroups(): Promise<readonly Resource[]>;
}

interface Verification {
  readonly result: ResourceResult;
  readonly left: readonly Leftover[];
  /** Log groups that belong to another owner; they are not removed. */
  readonly foreign: readonly Leftover[];
}

/**
 * AWS may still list a resource for some time after its deletion:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel
 */
const STALE_LISTS_SECONDS = 20;
/**
 * The longest wait for logs that arrive after the removal and cause AWS to recreate a log group:
 * https://github.com/aws/aws-cdk/issues/31487
 */
const LATE_LOGS_SECONDS = 12;

/** Waits until AWS lists none of the resources, then waits for delayed logs. Removes any recreated log groups. */
export async function verifyDestroyed(cloud: Cloud, listen: Listener, removal: Removal): Promise<Verification> {
  const foreign = new Map<string, Leftover>();
  let left: readonly Leftover[] = [];
  const subject = { id: "verification", kind: "verification", name: removal.name };
  const result = await runTask(subject, cloud, listen, async () => {
    left = await waitUntilNothingRemains(cloud, removal, removal.findLeft, foreign);
    if (left.length === 0 && removal.hasRemoved) {
      await waitForLateLogs(cloud, removal);
      left = await waitUntilNothingRemains(cloud, removal, removal.findGroups, foreign);
    }
    return { outcome: "unchanged", changes: [] };
  });
  return { result, left, foreign: [...foreign.values()] };
}

async function waitUntilNothingRemains(
  cloud: Cloud,
  { findGroups }: Removal,
  find: () => Promise<readonly Leftover[]>,
  foreign: Map<string, Leftover>,
): Promise<readonly Leftover[]> {
  const wait = { for: "AWS to stop listing the removed resources", seconds: STALE_LISTS_SECONDS, pauseSeconds: 2 };
  let left: readonly Leftover[] = [];
  try {
    return await until(cloud, wait, async () => {
      left = (await find()).flatMap(({ kind, name }) => (foreign.has(name) ? [] : [{ kind, name }]));
      if (left.length === 0) return left;
      const groups = (await findGroups()).filter(({ name }) => !foreign.has(name));
      await settleAll(groups.map((group) => removeUnlessForeign(group, foreign)));
      return undefined;
    });
  } catch (error) {
    if (isTimeout(error)) return left;
    throw error;
  }
}

async function removeUnlessForeign(group: Resource, foreign: Map<string, Leftover>): Promise<void> {
  try {
    await group.remove?.();
  } catch (error) {
    if (!isForeign(error)) throw error;
    foreign.set(group.name, { kind: group.kind, name: group.name });
  }
}

/** Waits at most as long as the removal took; a cloud that removes resources immediately has no delayed logs. */
function waitForLateLogs(cloud: Cloud, { milliseconds }: Removal): Promise<void> {
  const reason = "delayed logs, which can cause AWS to recreate a log group";
  return pause(cloud, reason, Math.min(milliseconds, LATE_LOGS_SECONDS * 1000));
}
