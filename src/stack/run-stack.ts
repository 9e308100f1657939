import type { Cloud } from "../aws/cloud.ts";
import { type Deployed, deployResources } from "../engine/deploy.ts";
import type { Listener } from "../engine/events.ts";
import type { Observed } from "../engine/observe.ts";
import type { Resource } from "../engine/resource.ts";
import { runTask } from "../engine/run-task.ts";
import { recordUnfinishedRun, type StackRun, unfinishedRunIn } from "../resources/rest-api/api-tags.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";

/** The resources of a deploy or a rollback, and the API, which is one of them. */
export interface RunnableStack {
  readonly run?: StackRun;
  readonly resources: readonly Resource[];
  readonly restApi: Resource<RestApiState>;
  /** The table, whose tags store the settings; undefined for a rollback. */
  readonly table?: Resource;
}

/**
 * Deploys the resources of a stack. From its first change until everything is done, a tag of the API names the run, so
 * that the effects of a failure, Ctrl-C or a kill are not mistaken for drift. A new API is created with the tag. A run
 * that changes nothing, or only repairs drift, makes no extra call.
 */
export async function runStack(
  stack: RunnableStack,
  cloud: Cloud,
  listen: Listener,
  allow: (observed: Observed) => void | Promise<void> = () => {},
): Promise<Deployed> {
  const { run = "deploy", resources, restApi } = stack;
  let isRecorded = false;
  const deployed = await deployResources(resources, cloud, listen, async (observed) => {
    await allow(observed);
    const api = observed.states.stateOf(restApi);
    const before = unfinishedRunIn(api?.tags ?? {});
    if (!api || !hasIntent(observed) || before === run || before === "deploy") return;
    await recordUnfinishedRun(cloud, api.id, run);
    isRecorded = true;
  });
  const api = deployed.states.stateOf(restApi);
  const isDone = deployed.results.every(({ outcome }) => outcome !== "failed" && outcome !== "skipped");
  const unfinished = isRecorded ? run : unfinishedRunIn(api?.tags ?? {});
  // A rollback covers less than a deploy, so it cannot finish one.
  if (!api || !isDone || unfinished === undefined || (run === "rollback" && unfinished === "deploy")) return deployed;
  const onlyFailure: Listener = (event) => event.type === "resource.failed" && listen(event);
  const subject = { id: "run-record", kind: "record of the run", name: restApi.name };
  const recorded = await runTask(subject, cloud, onlyFailure, async () => {
    await rewriteSettings(stack, deployed);
    await recordUnfinishedRun(cloud, api.id, undefined);
    return { outcome: "updated", changes: [] };
  });
  return recorded.outcome === "updated" ? deployed : { ...deployed, results: [...deployed.results, recorded] };
}

/**
 * After an unfinished run, writes the table's tags unless this run has: it may have read the tags from before that run,
 * which DynamoDB lists for a few seconds after a change
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html).
 */
async function rewriteSettings({ restApi, table }: RunnableStack, deployed: Deployed): Promise<void> {
  const { observed, results, states } = deployed;
  const state = table && states.stateOf(table);
  if (state === undefined || unfinishedRunIn(observed.states.stateOf(restApi)?.tags ?? {}) === undefined) return;
  const changes = results.find(({ id }) => id === table?.id)?.changes ?? [];
  if (!changes.some(({ field }) => field.startsWith("tags."))) await table?.rewriteTags?.(state, states);
}

/** Whether the desired state has changed since the last deploy. */
function hasIntent({ resources }: Observed): boolean {
  return resources.some(({ changes }) => changes.some(({ cause }) => cause === "intent"));
}
