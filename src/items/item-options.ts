import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

/** Parses `--limit`, a number of at least 1; throws a usage error for anything else. */
export function parseLimit(text: string): number {
  const limit = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (limit >= 1 && Number.isSafeInteger(limit)) return limit;
  const range = limit > 1 ? `at most ${Number.MAX_SAFE_INTEGER}` : "a whole number of 1 or more";
  throw usageError(`--limit must be ${range}, not "${toPrintable(text)}"`);
}

/** Parses the item's version in `--if-match`, a number or an ETag; throws a usage error for anything else. */
export function parseVersion(text: string): number {
  const [, version] = /^"?(\d{1,15})"?$/.exec(text.trim()) ?? [];
  if (version !== undefined && Number(version) >= 1) return Number(version);
  throw usageError(`--if-match must be a version as printed by "items get", not "${toPrintable(text)}"`);
}
