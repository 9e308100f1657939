import type { Model } from "./model.ts";
import type { Environment } from "./settings.ts";
import type { Attributes } from "./table.ts";

const SECONDS_PER_DAY = 24 * 60 * 60;

/** Converts an ISO 8601 time to seconds since the epoch, rounded down. */
export function toSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Converts seconds since the epoch to an ISO 8601 time. Returns undefined if Date cannot represent the time. */
export function toTime(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/**
 * The time at which an item expires if it is completed now, in seconds since the epoch; undefined if it never expires.
 */
export function expiryOf(env: Environment, now: string): number | undefined {
  const days = Number(env["EXPIRE_COMPLETED_DAYS"] ?? 0);
  return days > 0 ? toSeconds(now) + days * SECONDS_PER_DAY : undefined;
}

/** The name of the field that marks an item as completed, if the model has such a field. */
export function completedField({ fields }: Model): string | undefined {
  return fields["completed"]?.type === "boolean" ? "completed" : undefined;
}

/**
 * Whether a record has expired. The API treats it as deleted from then on, because DynamoDB may take days to delete it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html).
 */
export function isExpired(record: Attributes, now: string): boolean {
  const seconds = record["expiresAt"]?.N;
  return seconds !== undefined && Number(seconds) <= toSeconds(now);
}

/** A condition for writes: the record has not expired. */
export function liveCondition(now: string) {
  return {
    expression: "(attribute_not_exists(expiresAt) OR expiresAt > :NOW)",
    values: { ":NOW": { N: String(toSeconds(now)) } },
  };
}
