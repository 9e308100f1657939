import type { OnDemandThroughput } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, RawResponse } from "../operation.ts";
import { invalidValue } from "./errors.ts";
import type { MaxThroughput, TableRecord } from "./store.ts";

const NO_MAXIMUM = -1;
const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/**
 * Returns the maximum throughput after a change. An absent member keeps its value; -1 removes the maximum
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html).
 */
export function changedMaximum(before: MaxThroughput = {}, requested: OnDemandThroughput): MaxThroughput | undefined {
  const read = merged("MaxReadRequestUnits", before.read, requested.MaxReadRequestUnits);
  const write = merged("MaxWriteRequestUnits", before.write, requested.MaxWriteRequestUnits);
  if (read === undefined && write === undefined) return undefined;
  return { ...(read !== undefined && { read }), ...(write !== undefined && { write }) };
}

function merged(name: string, before: number | undefined, requested: number | undefined): number | undefined {
  if (requested === undefined) return before;
  if (requested !== NO_MAXIMUM && requested < 1) throw invalidValue(`${name} must be -1 or at least 1`);
  return requested === NO_MAXIMUM ? undefined : requested;
}

/** The request units that each table had left at the time `at`; negative if a request consumed more than were left. */
const budgets = new WeakMap<TableRecord, Partial<Record<Kind, Budget>>>();

type Kind = "read" | "write";

interface Budget {
  readonly units: number;
  readonly at: number;
}

/**
 * Runs an item operation. Throws ThrottlingException if one of its tables has no request units left. Afterward,
 * estimates the consumed units from the size of a write's request or a read's response. A transaction consumes twice as
 * many, so its `times` is 2.
 */
export async function withinMaximum(
  call: Call,
  {
    tables,
    kind,
    times = 1,
  }: { readonly tables: readonly TableRecord[]; readonly kind: Kind; readonly times?: number },
  run: () => Promise<RawResponse>,
): Promise<RawResponse> {
  for (const table of tables) if (unitsLeft(call, table, kind) <= 0) throw exceeded();
  const response = await run();
  const bytes = kind === "write" ? call.body.byteLength : Buffer.byteLength(response.body);
  const units = times * Math.ceil(bytes / (kind === "write" ? WRITE_UNIT_BYTES : READ_UNIT_BYTES));
  for (const table of tables) consume(call, table, { kind, units });
  return response;
}

function unitsLeft({ cloud }: Call, table: TableRecord, kind: Kind): number {
  const maximum = table.maxThroughput?.[kind];
  if (maximum === undefined) return Number.POSITIVE_INFINITY;
  const now = cloud.clock.now();
  const { units, at } = budgets.get(table)?.[kind] ?? { units: maximum, at: now };
  return Math.min(maximum, units + (maximum * (now - at)) / 1000);
}

function consume(
  call: Call,
  table: TableRecord,
  { kind, units }: { readonly kind: Kind; readonly units: number },
): void {
  const remaining = unitsLeft(call, table, kind);
  if (!Number.isFinite(remaining)) return;
  budgets.set(table, { ...budgets.get(table), [kind]: { units: remaining - units, at: call.cloud.clock.now() } });
}

function exceeded(): AwsError {
  return new AwsError(
    "ThrottlingException",
    400,
    "Throughput exceeds the maximum OnDemandThroughput configured on table or index",
  );
}
