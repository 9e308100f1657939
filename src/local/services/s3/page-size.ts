import { invalidArgument } from "./invalid-argument.ts";

const MOST_PER_PAGE = 1000;

/** The size of a page of a listing: what was asked for, at most 1000, and 1000 by default. */
export function pageSize(asked: number | undefined, parameter: string): number {
  if (asked === undefined) return MOST_PER_PAGE;
  if (asked < 0 || asked > 2147483647)
    throw invalidArgument(
      `Argument ${parameter} must be an integer between 0 and 2147483647`,
      parameter,
      String(asked),
    );
  return Math.min(asked, MOST_PER_PAGE);
}
