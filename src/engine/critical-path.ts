import type { Observed } from "./observe.ts";
import type { Resource } from "./resource.ts";
import type { ResourceResult, Waited } from "./result.ts";

/** One piece of the time that a run took. */
export interface PathStep {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly waits: readonly Waited[];
}

/**
 * Where the time of a run went: the chain of resources that ended last, each the one that its successor had to wait for. The rest was done beside it.
 * `after` gives the resources that had to be done before another: its needs in a deploy, its dependants in a destroy.
 */
export function criticalPath(
  results: readonly ResourceResult[],
  after: (id: string) => readonly string[],
): readonly PathStep[] {
  const known = new Map(results.map((result) => [result.id, result]));
  const path: PathStep[] = [];
  for (let step = lastOf(results); step; ) {
    const { id, kind, name, startedAt, milliseconds, waits } = step;
    path.unshift({ id, kind, name, milliseconds, waits });
    // What a change waits for, a creation does not: then it may have ended later.
    step = lastOf(
      after(id)
        .flatMap((need) => known.get(need) ?? [])
        .filter((need) => usableFrom(need) <= startedAt),
    );
  }
  return path;
}

/** The reading that comes first, as a step of the path. */
export function readingStep({ milliseconds, resources }: Observed): PathStep {
  const slowest = resources.map(({ result }) => result).sort((a, b) => b.milliseconds - a.milliseconds)[0];
  return { id: "read", kind: "reading", name: "what is there", milliseconds, waits: slowest?.waits ?? [] };
}

/** The needs of each resource, by id. */
export function needsById(resources: readonly Resource[]): (id: string) => readonly string[] {
  const needs = new Map(
    resources.map(({ id, needs, updateAfter = [] }) => [id, [...needs, ...updateAfter].map((need) => need.id)]),
  );
  return (id) => needs.get(id) ?? [];
}

function lastOf(results: readonly ResourceResult[]): ResourceResult | undefined {
  return [...results].sort((a, b) => endOf(b) - endOf(a))[0];
}

function usableFrom(result: ResourceResult): number {
  return result.releasedAt ?? endOf(result);
}

function endOf({ startedAt, milliseconds }: ResourceResult): number {
  return startedAt + milliseconds;
}
