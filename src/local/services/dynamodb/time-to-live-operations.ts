import type {
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  TimeToLiveSpecification,
  UpdateTimeToLiveInput,
  UpdateTimeToLiveOutput,
} from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../operation.ts";
import { IN_USE, inUse, invalid, tableNotFound } from "./errors.ts";
import type { TableRecord } from "./store.ts";
import { refuseWhileChanging, requireTable, statusOf, tablePermissions } from "./tables.ts";

export const describeTimeToLive = {
  permissions({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run({ TableName }: Validated<DescribeTimeToLiveInput>, call: Call): DescribeTimeToLiveOutput {
    const table = requireTable(call, TableName);
    const status = statusOf(table, call.cloud.clock.now());
    if (status === "CREATING" || status === "DELETING")
      throw invalid(`Cannot describe time to live while table is in ${status} state: Current table state is ${status}`);
    const attribute = table.timeToLive?.attribute;
    return {
      TimeToLiveDescription: attribute
        ? { TimeToLiveStatus: "ENABLED", AttributeName: attribute }
        : { TimeToLiveStatus: "DISABLED" },
    };
  },
} satisfies Operation;

/**
 * How long DynamoDB rejects further changes after a change. AWS documents one hour
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html), but accepts another
 * change after about 31 minutes.
 */
const COOLDOWN_MS = 31 * 60 * 1000;
/** UpdateTimeToLive does not find a new table until one second before the table becomes ACTIVE. */
const NEARLY_CREATED_MS = 1000;

export const updateTimeToLive = {
  permissions({ TableName }: Validated<UpdateTimeToLiveInput>, call: Call) {
    return tablePermissions(call, TableName);
  },

  run(input: Validated<UpdateTimeToLiveInput>, call: Call): UpdateTimeToLiveOutput {
    const requested = input.TimeToLiveSpecification;
    const table = requireTable(call, input.TableName);
    const now = call.cloud.clock.now();
    if (now < table.activeAt - NEARLY_CREATED_MS) throw tableNotFound(table.name);
    if (now < table.activeAt) throw inUse(`${IN_USE} Table ${table.name} is being created`);
    if (table.deletedAt !== undefined) refuseWhileChanging(call, table);
    checkChange(table, requested, now);
    table.timeToLive = { attribute: requested.Enabled ? requested.AttributeName : undefined, changedAt: now };
    return { TimeToLiveSpecification: requested };
  },
} satisfies Operation;

function checkChange({ timeToLive }: TableRecord, requested: TimeToLiveSpecification, now: number): void {
  const current = timeToLive?.attribute;
  if (current !== undefined && current !== requested.AttributeName)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  if (requested.Enabled && current !== undefined) throw invalid("TimeToLive is already enabled");
  if (!requested.Enabled && current === undefined) throw invalid("TimeToLive is already disabled");
  if (timeToLive && now < timeToLive.changedAt + COOLDOWN_MS)
    throw invalid("Time to live has been modified multiple times within a fixed interval");
}
