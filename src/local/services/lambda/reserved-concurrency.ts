import type { LocalCloud } from "../../cloud.ts";
import { invalidParameter } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";

/** Invocations at once in one region, the default of an account (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const CONCURRENCY = 1000;

/** What the functions of a region, but for one of them, have reserved for themselves. */
export function reservedIn({ lambda }: LocalCloud, region: string, except?: string): number {
  const others = Object.values(lambda.data.regions[region] ?? {}).filter(({ name }) => name !== except);
  return others.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}

/** Concurrency is of functions, not of their versions. */
export function unqualified(location: FunctionLocation): FunctionLocation {
  if (location.qualifier === undefined) return location;
  throw invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
  );
}
