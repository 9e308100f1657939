import type { ResourceResult } from "../engine/result.ts";

type OutcomeCounts = Readonly<Partial<Record<ResourceResult["outcome"], number>>>;

/** Counts the resources by outcome. */
export function countOutcomes(results: readonly ResourceResult[]): OutcomeCounts {
  const counts: Partial<Record<ResourceResult["outcome"], number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** Formats the outcomes that occurred, in the given order: `21 created, 2 updated`. */
export function countsText(counts: OutcomeCounts, order: readonly ResourceResult["outcome"][]): string {
  const parts = order.flatMap((outcome) => {
    const count = counts[outcome] ?? 0;
    return count > 0 ? [`${count} ${outcome === "absent" ? "already deleted" : outcome}`] : [];
  });
  return parts.join(", ") || "nothing to do";
}
