import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

/** The number that `--limit` gives: 1 or more; throws a usage error for anything else. */
export function parseLimit(text: string): number {
  const limit = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (limit >= 1 && Number.isSafeInteger(limit)) return limit;
  throw usageError(`"${toPrintable(text)}" is no number of items for --limit; give 1 or more.`);
}

/** The version that `--if-match` gives, as `items get` shows it, or as an ETag has it; throws a usage error for anything else. */
export function parseVersion(text: string): number {
  const [, version] = /^"?(\d{1,15})"?$/.exec(text.trim()) ?? [];
  if (version !== undefined && Number(version) >= 1) return Number(version);
  throw usageError(
    `"${toPrintable(text)}" is no version for --if-match; give a whole number, such as "items get" shows it.`,
  );
}
