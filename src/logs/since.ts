import { usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";

const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The time that `--since` means, in milliseconds since the epoch: "10m" ago, or an ISO 8601 date. Throws a usage error for anything else. */
export function parseSince(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhdw])$/i.exec(text.trim()) ?? [];
  if (count !== undefined) return Math.max(0, now - Number(count) * (MILLISECONDS[unit.toLowerCase()] ?? 0));
  const time = /^\d{4}-\d{2}-\d{2}/.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN;
  if (time >= 0) return time;
  const wanted = "30s, 10m, 2h, 1d, or a time such as 2026-01-31T09:00:00Z";
  throw usageError(`"${toPrintable(text)}" is no time for --since; give ${wanted}.`);
}
