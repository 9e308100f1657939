import type { Observed } from "./observe.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult, Waited } from "./result.ts";

/** One step on the critical path: the initial read, the work on a resource, or a check. */
export interface PathStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly waits: readonly Waited[];
}

/**
 * Returns the resources that determined the duration of a run, in order: each resource waited for the previous one.
 * `predecessorsOf` returns the IDs of the resources that come before a given resource.
 */
export function criticalPath(
  results: readonly ResourceResult[],
  predecessorsOf: (id: string) => readonly string[],
): readonly PathStep[] {
  const known = new Map(results.map((result) => [result.id, result]));
  const path: PathStep[] = [];
  for (let step = lastOf(results); step; ) {
    const { id, kind, name, startedAt, milliseconds, waits } = step;
    path.unshift({ id, kind, name, milliseconds, waits });
    // Creating a resource does not wait for its `updateAfter` resources, so those may have finished after it started.
    step = lastOf(
      predecessorsOf(id)
        .flatMap((predecessor) => known.get(predecessor) ?? [])
        .filter((predecessor) => usableFrom(predecessor) <= startedAt),
    );
  }
  return path;
}

/** Converts the initial read of all resources to a step on the path. */
export function readingStep({ milliseconds, resources }: Observed): PathStep {
  const slowest = resources.map(({ result }) => result).sort((a, b) => b.milliseconds - a.milliseconds)[0];
  return { id: "read", kind: "read", name: "current state", milliseconds, waits: slowest?.waits ?? [] };
}

/** Returns a function that returns the IDs of the resources that come before a given resource in a deploy. */
export function deployPredecessorsIn(resources: readonly Resource[]): (id: string) => readonly string[] {
  const needs = new Map(
    resources.map(({ id, needs, updateAfter = [] }) => [id, [...needs, ...updateAfter].map((need) => need.id)]),
  );
  return (id) => needs.get(id) ?? [];
}

function lastOf(results: readonly ResourceResult[]): ResourceResult | undefined {
  return [...results].sort((a, b) => endOf(b) - endOf(a))[0];
}

function usableFrom(result: ResourceResult): number {
  return result.usableAt ?? endOf(result);
}

function endOf({ startedAt, milliseconds }: ResourceResult): number {
  return startedAt + milliseconds;
}
