import type { Clock } from "./clock.ts";
import type { Listener } from "./events.ts";
import type { Resource, ResourceContext } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import { runTask, type TaskOutcome } from "./run-task.ts";

interface GraphTask {
  needsOf(resource: Resource): readonly Resource[];
  run(resource: Resource, coordination: Coordination): Promise<TaskOutcome>;
}

type Coordination = Pick<ResourceContext, "waitFor" | "letDependentsStart">;

interface Running {
  readonly ended: Promise<ResourceResult>;
  /** Resolves when dependent tasks can start: with the result, or with undefined if the task has not ended yet. */
  readonly usable: Promise<ResourceResult | undefined>;
}

/**
 * Runs one task per resource, and returns all results. A task starts once each resource that it needs is done or has
 * called `letDependentsStart`. It is skipped after an abort, or if a needed resource failed or was skipped before that
 * call.
 */
export async function walkGraph(
  resources: readonly Resource[],
  clock: Clock,
  listen: Listener,
  { needsOf, run }: GraphTask,
): Promise<readonly ResourceResult[]> {
  const running = new Map<Resource, Running>();
  return waitForAll(resources);

  function waitForAll(all: readonly Resource[]): Promise<readonly ResourceResult[]> {
    return Promise.all(all.map((resource) => start(resource).ended));
  }

  function start(resource: Resource): Running {
    const known = running.get(resource);
    if (known) return known;
    let usableAt: number | undefined;
    let letDependentsStart = () => {};
    const early = new Promise<undefined>((resolve) => {
      letDependentsStart = () => {
        usableAt ??= clock.now();
        resolve(undefined);
      };
    });
    const ended = afterNeeds(resource, needsOf(resource).map(start), letDependentsStart).then((result) => {
      return usableAt === undefined ? result : { ...result, usableAt };
    });
    const started = { ended, usable: Promise.race([ended, early]) };
    running.set(resource, started);
    return started;
  }

  async function afterNeeds(
    resource: Resource,
    needs: readonly Running[],
    letDependentsStart: () => void,
  ): Promise<ResourceResult> {
    const results = await Promise.all(needs.map(({ usable }) => usable));
    const unmet = results.flatMap((need) => (need?.outcome === "failed" || need?.outcome === "skipped" ? [need] : []));
    const { id, kind, name } = resource;
    const subject = { id, kind, name };
    const waitFor = async (all: readonly Resource[]) => void (await waitForAll(all));
    if (unmet.length === 0 && !clock.signal.aborted)
      return runTask(subject, clock, listen, () => run(resource, { waitFor, letDependentsStart }));
    const because = unmet.map((need) => need.id);
    listen({ type: "resource.skipped", ...subject, because });
    return { ...subject, outcome: "skipped", changes: [], startedAt: clock.now(), milliseconds: 0, waits: [], because };
  }
}
