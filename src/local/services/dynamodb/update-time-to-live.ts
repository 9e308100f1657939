import type { TimeToLiveSpecification, UpdateTimeToLiveInput, UpdateTimeToLiveOutput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalid } from "./errors.ts";
import type { TableRecord } from "./store.ts";
import { presentTable, tableNeeds } from "./tables.ts";

/** A change can take an hour, and a second one within it is refused (DDB/API_UpdateTimeToLive). */
const COOLDOWN_MS = 60 * 60 * 1000;

export const updateTimeToLive = {
  needs({ TableName }: Validated<UpdateTimeToLiveInput>, call: Call) {
    return tableNeeds(call, TableName);
  },

  run(input: Validated<UpdateTimeToLiveInput>, call: Call): UpdateTimeToLiveOutput {
    const asked = input.TimeToLiveSpecification;
    const table = presentTable(call, input.TableName);
    const now = call.cloud.clock.now();
    checkChange(table, asked, now);
    table.timeToLive = { attribute: asked.Enabled ? asked.AttributeName : undefined, changedAt: now };
    return { TimeToLiveSpecification: asked };
  },
} satisfies Operation;

function checkChange({ timeToLive }: TableRecord, asked: TimeToLiveSpecification, now: number): void {
  const current = timeToLive?.attribute;
  if (current !== undefined && current !== asked.AttributeName)
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  if (asked.Enabled && current !== undefined) throw invalid("TimeToLive is already enabled");
  if (!asked.Enabled && current === undefined) throw invalid("TimeToLive is already disabled");
  if (timeToLive && now < timeToLive.changedAt + COOLDOWN_MS)
    throw invalid("Time to live has been modified multiple times within a fixed interval");
}
