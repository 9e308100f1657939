import type { Cloud } from "../aws/cloud.ts";
import { type Deployed, deployResources } from "../engine/deploy.ts";
import type { Listener } from "../engine/events.ts";
import type { Observed } from "../engine/observe.ts";
import type { Change, Resource } from "../engine/resource.ts";
import { runTask } from "../engine/run-task.ts";
import { findInTime } from "../engine/wait.ts";
import { recordUnfinishedRun, type StackRun, unfinishedRunIn } from "../resources/rest-api/api-tags.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";

/** The resources for a deploy or a rollback, and the API, which is one of them. */
export interface RunnableStack {
  readonly run?: StackRun;
  readonly resources: readonly Resource[];
  readonly restApi: Resource<RestApiState>;
  /** The resource whose state has the table's tags; undefined in a rollback that changes no settings. */
  readonly table?: Resource;
}

/**
 * Deploys the resources of a stack. From the first change until everything is done, a tag on the API records the run,
 * so that the effects of a failure, Ctrl-C or a kill are not mistaken for drift. A new API is created with the tag. A
 * run that changes nothing, or only repairs drift, makes no extra call, unless it finishes an earlier run.
 */
export async function runStack(
  stack: RunnableStack,
  cloud: Cloud,
  listen: Listener,
  allow: (observed: Observed) => void | Promise<void> = () => {},
): Promise<Deployed> {
  const { run = "deploy", resources, restApi } = stack;
  let isRecorded = false;
  const obsolete = new Set(resources.flatMap(({ id, isObsolete }) => (isObsolete ? [id] : [])));
  // Most obsolete resources do not exist, so it would be confusing to report that they were skipped.
  const listenToParts: Listener = (event) => {
    if (event.type !== "resource.skipped" || !obsolete.has(event.id)) listen(event);
  };
  const deployed = await deployResources(resources, cloud, listenToParts, async (observed) => {
    await allow(observed);
    const api = observed.states.stateOf(restApi);
    const before = unfinishedRunIn(api?.tags ?? {});
    if (!api || !hasIntendedChange(observed) || before === run || before === "deploy") return;
    await recordUnfinishedRun(cloud, api.id, run);
    isRecorded = true;
  });
  const api = deployed.states.stateOf(restApi);
  const isDone = deployed.results.every(({ outcome }) => outcome !== "failed" && outcome !== "skipped");
  const unfinished = isRecorded ? run : unfinishedRunIn(api?.tags ?? {});
  // A rollback covers less than a deploy, so it cannot finish an unfinished deploy.
  if (!api || !isDone || unfinished === undefined || (run === "rollback" && unfinished === "deploy")) return deployed;
  const onlyFailure: Listener = (event) => event.type === "resource.failed" && listen(event);
  const subject = { id: "run-record", kind: "run record", name: restApi.name };
  const recorded = await runTask(subject, cloud, onlyFailure, async () => {
    await settleTags(stack, cloud, deployed);
    await recordUnfinishedRun(cloud, api.id, undefined);
    return { outcome: "updated", changes: [] };
  });
  return recorded.outcome === "updated" ? deployed : { ...deployed, results: [...deployed.results, recorded] };
}

/**
 * Waits until DynamoDB lists this run's tags, so that the next run reads this run's settings. For a few seconds
 * after a change, DynamoDB can list the previous tags
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html). If an earlier run was
 * unfinished, this run may have read outdated tags, so it writes its own tags even if they matched.
 */
async function settleTags(
  { restApi, table }: RunnableStack,
  cloud: Cloud,
  { observed, results, states }: Deployed,
): Promise<void> {
  const result = results.find(({ id }) => id === table?.id);
  const state = table && states.stateOf(table);
  if (state === undefined || result?.outcome === "created") return;
  const isWritten = result?.changes.some(isTagToSet) ?? false;
  if (!isWritten && unfinishedRunIn(observed.states.stateOf(restApi)?.tags ?? {}) === undefined) return;
  if (!isWritten) await table?.rewriteTags?.(state, states);
  const wait = { for: "the table's new tags to be listed", seconds: TAGS_SECONDS };
  await findInTime(cloud, wait, async () => {
    const current = await table?.read(states);
    const isCurrent = current === undefined || !table?.diff(current, states).some(isTagToSet);
    return isCurrent || undefined;
  });
}

/** The new tags are usually listed within 1-3 s, but never if a concurrent run has written other tags. */
const TAGS_SECONDS = 10;

/** Whether a change is to a tag that is missing or has a different value. */
function isTagToSet({ field, to }: Change): boolean {
  return field.startsWith("tags.") && to !== undefined;
}

/** Whether the desired state has changed since the last deploy. */
function hasIntendedChange({ resources }: Observed): boolean {
  return resources.some(({ changes }) => changes.some(({ cause }) => cause === "change"));
}
