import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

/** The number that `--order` gives; throws a usage error for anything else. */
export function parseOrder(text: string): number {
  const order = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isFinite(order)) return order;
  throw usageError(`"${toPrintable(text)}" is no number for --order; give one such as 10 or 2.5.`);
}

/** The number that `--limit` gives: 1 or more; throws a usage error for anything else. */
export function parseLimit(text: string): number {
  const limit = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (limit >= 1 && Number.isSafeInteger(limit)) return limit;
  throw usageError(`"${toPrintable(text)}" is no number of items for --limit; give 1 or more.`);
}
