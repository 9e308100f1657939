import { MAX_FAULT_SECONDS } from "../../daemon/local-settings.ts";
import { listWithOr } from "../../text/word-list.ts";
import { SERVICE_NAMES, type ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import { SERVICES } from "../services/services.ts";

export const FAULT_KINDS = [
  "throttle",
  "error-500",
  "error-503",
  "refuse",
  "drop-before",
  "drop-after",
  "slow",
  "expire-credentials",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Describes which calls fail, and how. Calls are counted from the time at which the fault is set. */
export interface Fault {
  readonly kind: FaultKind;
  /**
   * Counts only calls to this operation, such as `DeleteRestApi`, or `lambda:TagResource` if several services have it.
   * If absent, every call counts, except calls by role sessions, such as those of deployed functions.
   */
  readonly operation?: string;
  /** The number of the first call that fails; 1, the next call, by default. */
  readonly call?: number;
  /** The number of consecutive calls that fail; 1 by default. Ignored for `expire-credentials`, which does not end. */
  readonly times?: number;
  /**
   * The delay of a `slow` response, the duration of a `refuse`, or the Retry-After of a `throttle` (Lambda and API
   * Gateway only).
   */
  readonly seconds?: number;
}

const NUMBERS = { call: parseWholeNumber, times: parseWholeNumber, seconds: parseDuration } as const;

/** Parses a fault from a JSON value. Throws InvalidFault if the value is not valid. */
export function parseFault(value: unknown): Fault {
  const given: Readonly<Record<string, unknown>> = typeof value === "object" && value !== null ? { ...value } : {};
  const kind = FAULT_KINDS.find((one) => one === given.kind);
  if (!kind) throw invalid(`the fault kind must be ${listWithOr(FAULT_KINDS)}, not ${JSON.stringify(given.kind)}`);
  const { operation } = given;
  if (operation !== undefined && !isKnownOperation(String(operation)))
    throw invalid(
      `the local cloud has no operation ${String(operation)}; use a name such as DeleteRestApi or lambda:TagResource`,
    );
  const numbers = Object.entries(NUMBERS).flatMap(([name, parse]) =>
    given[name] === undefined ? [] : [[name, parse(name, given[name])] as const],
  );
  return { kind, ...(operation !== undefined && { operation: String(operation) }), ...Object.fromEntries(numbers) };
}

/** Whether the name in a fault refers to this operation. */
export function namesOperation(name: string, service: ServiceName, operation: string): boolean {
  return name === operation || name === `${service}:${operation}`;
}

function isKnownOperation(name: string): boolean {
  return SERVICE_NAMES.some((service) =>
    Object.keys(SERVICES[service].operations).some((operation) => namesOperation(name, service, operation)),
  );
}

function parseWholeNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw invalid(
    `the fault's ${name} must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, not ${JSON.stringify(value)}`,
  );
}

function parseDuration(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value <= MAX_FAULT_SECONDS) return value;
  throw invalid(`the fault's ${name} must be a number from 0 to ${MAX_FAULT_SECONDS}, not ${JSON.stringify(value)}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidFault", 400, message);
}
