import type { Cloud } from "../aws/cloud.ts";
import type { Listener } from "./events.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult } from "./result.ts";
import { runStep, type Visited } from "./step.ts";

/** What is done at each resource of a graph, and which resources must be done before it. */
export interface Visit {
  needsOf(resource: Resource): readonly Resource[];
  /** `ended` waits for the visits of others. */
  visit(resource: Resource, ended: (others: readonly Resource[]) => Promise<void>): Promise<Visited>;
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

  async function ended(others: readonly Resource[]): Promise<void> {
    await Promise.all(others.map(start));
  }

  async function afterNeeds(resource: Resource, needs: readonly Promise<ResourceResult>[]): Promise<ResourceResult> {
    const missed = (await Promise.all(needs)).filter(({ outcome }) => outcome === "failed" || outcome === "skipped");
    const { id, kind, name } = resource;
    if (missed.length === 0 && !cloud.signal.aborted)
      return runStep({ id, kind, name }, cloud, listen, () => visit(resource, ended));
    // After an abort, what was merely not begun explains nothing.
    const because = missed
      .filter(({ outcome, because = [] }) => outcome === "failed" || because.length > 0)
      .map((need) => `${need.kind} ${need.name}`);
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
