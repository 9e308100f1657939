import type { Cloud } from "../aws/cloud.ts";
import { type Deployed, deployResources } from "../engine/deploy.ts";
import type { Listener } from "../engine/events.ts";
import type { Observed } from "../engine/observe.ts";
import type { Resource } from "../engine/resource.ts";
import type { ResourceResult } from "../engine/result.ts";
import { runTask } from "../engine/run-task.ts";
import { recordUnfinishedRun, type StackRun, unfinishedRunIn } from "../resources/rest-api/api-tags.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";

/** The resources of a deploy or a rollback, and the API, which is one of them. */
export interface RunnableStack {
  readonly run?: StackRun;
  readonly resources: readonly Resource[];
  readonly restApi: Resource<RestApiState>;
}

/**
 * Deploys the resources of a stack. From its first change until everything is done, a tag of the API names the run, so
 * that the effects of a failure, Ctrl-C or a kill are not mistaken for drift. A new API is created with the tag. A run
 * that changes nothing, or only repairs drift, makes no extra call.
 */
export async function runStack(
  { run = "deploy", resources, restApi }: RunnableStack,
  cloud: Cloud,
  listen: Listener,
  allow: (observed: Observed) => void | Promise<void> = () => {},
): Promise<Deployed> {
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
  const failures = await recordEnd(cloud, api.id, { name: restApi.name, listen });
  return { ...deployed, results: [...deployed.results, ...failures] };
}

/** Records the end of a run; returns the result only if that failed. */
async function recordEnd(
  cloud: Cloud,
  apiId: string,
  { name, listen }: { readonly name: string; readonly listen: Listener },
): Promise<readonly ResourceResult[]> {
  const onlyFailure: Listener = (event) => event.type === "resource.failed" && listen(event);
  const subject = { id: "run-record", kind: "record of the run", name };
  const result = await runTask(subject, cloud, onlyFailure, async () => {
    await recordUnfinishedRun(cloud, apiId, undefined);
    return { outcome: "updated", changes: [] };
  });
  return result.outcome === "updated" ? [] : [result];
}

/** Whether the desired state has changed since the last deploy. */
function hasIntent({ resources }: Observed): boolean {
  return resources.some(({ changes }) => changes.some(({ cause }) => cause === "intent"));
}
