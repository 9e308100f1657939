import type { Cloud } from "../aws/cloud.ts";
import type { Listener, Outcome } from "./events.ts";
import type { Change, Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";

/** What is done at each resource of a graph, and which resources must be done before it. */
export interface Visit {
  needsOf(resource: Resource): readonly Resource[];
  visit(resource: Resource, waiting: (reason: string) => void): Promise<Visited>;
}

export interface Visited {
  readonly outcome: Outcome;
  readonly changes: readonly Change[];
}

/**
 * Visits every resource as soon as its own needs are done. Work that runs goes on when something else fails; what depends on a failure is skipped;
 * every failure is in the answer. After an abort nothing new is started.
 */
export async function walkGraph(
  resources: readonly Resource[],
  cloud: Cloud,
  listen: Listener,
  { needsOf, visit }: Visit,
): Promise<readonly ResourceResult[]> {
  const running = new Map<Resource, Promise<ResourceResult>>();
  const start = (resource: Resource): Promise<ResourceResult> => {
    const known = running.get(resource);
    if (known) return known;
    const started = afterNeeds(resource, needsOf(resource).map(start));
    running.set(resource, started);
    return started;
  };
  return Promise.all(resources.map(start));

  async function afterNeeds(resource: Resource, needs: readonly Promise<ResourceResult>[]): Promise<ResourceResult> {
    const missed = (await Promise.all(needs)).filter(({ outcome }) => outcome === "failed" || outcome === "skipped");
    const subject = { id: resource.id, kind: resource.kind, name: resource.name };
    if (missed.length > 0 || cloud.signal.aborted) {
      const because = missed.map(({ id }) => id);
      listen({ type: "resource.skipped", ...subject, because });
      return { ...subject, outcome: "skipped", changes: [], milliseconds: 0, because };
    }
    const startedAt = cloud.now();
    listen({ type: "resource.started", ...subject });
    try {
      const { outcome, changes } = await visit(resource, (reason) =>
        listen({ type: "resource.waiting", ...subject, reason }),
      );
      const milliseconds = cloud.now() - startedAt;
      listen({ type: "resource.finished", ...subject, outcome, changes, milliseconds });
      return { ...subject, outcome, changes, milliseconds };
    } catch (error) {
      const milliseconds = cloud.now() - startedAt;
      listen({ type: "resource.failed", ...subject, error, milliseconds });
      return { ...subject, outcome: "failed", changes: [], milliseconds, error };
    }
  }
}
