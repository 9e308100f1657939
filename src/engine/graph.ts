import type { Cloud } from "../aws/cloud.ts";
import type { Listener } from "./events.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import { runTask, type TaskOutcome } from "./run-task.ts";

/** What is done at each resource of a graph, and which resources must be done before it. */
export interface RunResourceTask {
  needsOf(resource: Resource): readonly Resource[];
  visit(resource: Resource, others: Others): Promise<TaskOutcome>;
}

/** How a visit and those of other resources wait for each other. */
export interface Others {
  /** Waits for the visits of others. */
  waitFor(resources: readonly Resource[]): Promise<void>;
  /** Lets what needs this resource begin before its own visit has ended. */
  release(): void;
}

interface Running {
  readonly ended: Promise<ResourceResult>;
  /** What became of it, for those that need it: undefined once it was released. */
  readonly usable: Promise<ResourceResult | undefined>;
}

/**
 * Visits every resource as soon as its own needs are done. Work that runs goes on when something else fails; what depends on a failure is skipped;
 * every failure is in the answer. After an abort nothing new is started.
 */
export async function walkGraph(
  resources: readonly Resource[],
  cloud: Cloud,
  listen: Listener,
  { needsOf, visit }: RunResourceTask,
): Promise<readonly ResourceResult[]> {
  const running = new Map<Resource, Running>();
  const start = (resource: Resource): Running => {
    const known = running.get(resource);
    if (known) return known;
    let releasedAt: number | undefined;
    let release = () => {};
    const released = new Promise<undefined>((resolve) => {
      release = () => {
        releasedAt ??= cloud.now();
        resolve(undefined);
      };
    });
    const ended = afterNeeds(resource, needsOf(resource).map(start), release).then((result) => {
      return releasedAt === undefined ? result : { ...result, releasedAt };
    });
    const started = { ended, usable: Promise.race([ended, released]) };
    running.set(resource, started);
    return started;
  };
  return endedAll(resources);

  function endedAll(others: readonly Resource[]): Promise<readonly ResourceResult[]> {
    return Promise.all(others.map((other) => start(other).ended));
  }

  async function afterNeeds(
    resource: Resource,
    needs: readonly Running[],
    release: () => void,
  ): Promise<ResourceResult> {
    const known = await Promise.all(needs.map(({ usable }) => usable));
    const missed = known.flatMap((need) => (need?.outcome === "failed" || need?.outcome === "skipped" ? [need] : []));
    const { id, kind, name } = resource;
    const others = { waitFor: async (all: readonly Resource[]) => void (await endedAll(all)), release };
    if (missed.length === 0 && !cloud.signal.aborted)
      return runTask({ id, kind, name }, cloud, listen, () => visit(resource, others));
    const because = missed.map((need) => need.id);
    listen({ type: "resource.skipped", id, kind, name, because });
    return {
      id,
      kind,
      name,
      outcome: "skipped",
      changes: [],
      startedAt: cloud.now(),
      milliseconds: 0,
      waits: [],
      because,
    };
  }
}
