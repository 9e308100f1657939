import type { LocalCloud } from "../../cloud.ts";
import { invalidParameter } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";

/**
 * The default quota for concurrent invocations in a region
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export const CONCURRENCY_QUOTA = 1000;

/** The total reserved concurrency of a region's functions other than `except`. */
export function reservedIn({ lambda }: LocalCloud, region: string, except?: string): number {
  const others = Object.values(lambda.data.regions[region] ?? {}).filter(({ name }) => name !== except);
  return others.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
}

/** Rejects a location with a qualifier: only functions have reserved concurrency, not their versions or aliases. */
export function requireUnqualified(location: FunctionLocation): FunctionLocation {
  if (location.qualifier === undefined) return location;
  throw invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
  );
}
