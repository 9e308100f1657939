import type { LocalCloud } from "../../cloud.ts";

/** Invocations at once in one region, the default of an account (LAMBDA/gettingstarted-limits). */
export const CONCURRENCY = 1000;

/** What the functions of a region, but for one of them, have reserved for themselves. */
export function reservedIn({ lambda }: LocalCloud, region: string, except?: string): number {
  const others = Object.values(lambda.data.regions[region] ?? {}).filter(({ name }) => name !== except);
  return others.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}
