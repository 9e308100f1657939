import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Converts `--since` to milliseconds since the epoch. Accepts an age such as "10m", or an ISO 8601 date with an
 * optional time, in local time unless the text ends in Z or an offset. Throws a usage error for anything else.
 */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhdw])$/i.exec(text.trim()) ?? [];
  if (count !== undefined) return Math.max(0, now - Number(count) * (MILLISECONDS[unit.toLowerCase()] ?? 0));
  const time = parseDate(text.trim());
  if (time >= 0) return time;
  throw usageError(
    `--since: invalid time "${toPrintable(text)}"; use an age such as 30s, 10m, 2h or 1d, a local time such as 2026-01-31T09:00, or a time with Z or a UTC offset such as 2026-01-31T09:00+02:00`,
  );
}

/**
 * Parses a date, by default in local time. JavaScript would parse a date without a time as UTC, so a time is added
 * (https://tc39.es/ecma262/#sec-date-time-string-format).
 */
function parseDate(text: string): number {
  const [, date = "", rest = ""] = /^(\d{4}-\d{2}-\d{2})(.*)$/.exec(text) ?? [];
  // V8 parses February 30 as March 2.
  if (date === "" || !isCalendarDate(date)) return Number.NaN;
  return Date.parse(`${date}${rest === "" ? "T00:00" : rest}`);
}

function isCalendarDate(date: string): boolean {
  const time = Date.parse(date);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
}
