import { createHash } from "node:crypto";

/** The bounds of a time in seconds, both inclusive. */
export type Bounds = readonly [from: number, to: number];

/** A source of pseudorandom numbers: the same seed gives the same numbers. */
export interface Draws {
  /** A number between the bounds. The same key always gives the same number. */
  of(key: string, bounds: Bounds): number;
  /** A new number between the bounds for each call. */
  next(bounds: Bounds): number;
  /** Whether an event with this probability happens, with a new draw for each call. */
  happens(probability: number): boolean;
}

/** Creates a source of numbers from a seed. Without a seed, every number is the midpoint of its bounds. */
export function createDraws(seed: number | undefined): Draws {
  let drawn = 0;
  const fraction = (key: string) => (seed === undefined ? 0.5 : hashFraction(`${seed} ${key}`));
  const next = () => {
    drawn += 1;
    return `draw ${drawn}`;
  };
  return {
    of: (key, bounds) => between(bounds, fraction(key)),
    next: (bounds) => between(bounds, fraction(next())),
    happens: (probability) => hashFraction(`${seed ?? ""} ${next()}`) < probability,
  };
}

function between([from, to]: Bounds, fraction: number): number {
  return from + (to - from) * fraction;
}

/** A number that depends only on the text, at least 0 and less than 1. */
function hashFraction(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
}
