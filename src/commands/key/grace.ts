import { usageError } from "../../errors.ts";

/** Limits how long a mistyped grace period keeps an old key valid. */
const LONGEST_GRACE_DAYS = 90;
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses a grace period (24 hours by default) into milliseconds; throws a usage error if it is invalid. */
export function parseGrace(text = "24h"): number {
  const [, number, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  const milliseconds = unit === "m" || unit === "h" || unit === "d" ? Number(number) * UNITS[unit] : Number.NaN;
  if (milliseconds <= LONGEST_GRACE_DAYS * UNITS.d) return milliseconds;
  throw usageError(
    `--grace must be a time from 1m to ${LONGEST_GRACE_DAYS}d, such as 30m, 24h or 7d, not ${JSON.stringify(text)}`,
  );
}
