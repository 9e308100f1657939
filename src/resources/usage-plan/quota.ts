import type { PatchOperation, QuotaSettings } from "@aws-sdk/client-api-gateway";

/** The maximum number of requests per key and period. */
export interface Quota {
  readonly limit: number;
  readonly period: "day" | "week" | "month";
}

/** Converts a quota to the format of CreateUsagePlan. */
export function quotaSettings({ limit, period }: Quota): QuotaSettings {
  return { limit, period: PERIODS[period] };
}

/** Converts a usage plan's quota from API Gateway's format. */
export function quotaOf(quota: QuotaSettings | undefined): Quota | undefined {
  const { limit, period } = quota ?? {};
  if (limit === undefined) return undefined;
  return { limit, period: period === "DAY" ? "day" : period === "WEEK" ? "week" : "month" };
}

/** The patch operations for UpdateUsagePlan that replace one quota with another. */
export function quotaOperations(from: Quota | undefined, to: Quota | undefined): readonly PatchOperation[] {
  if (!to) return from ? [{ op: "remove", path: "/quota" }] : [];
  return [
    { op: "replace", path: "/quota/limit", value: String(to.limit) },
    { op: "replace", path: "/quota/period", value: PERIODS[to.period] },
  ];
}

const PERIODS = { day: "DAY", week: "WEEK", month: "MONTH" } as const;
