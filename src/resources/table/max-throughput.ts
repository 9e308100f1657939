import type { OnDemandThroughput } from "@aws-sdk/client-dynamodb";

/** The maximum request units per second of a table; "none" removes it. */
export type MaxThroughput = { readonly read: number; readonly write: number } | "none";

/** The desired maximum; nothing if no setting was ever given. */
export function maximumFor(setting: MaxThroughput | undefined): { readonly maxThroughput?: string | undefined } {
  if (setting === undefined) return {};
  return { maxThroughput: setting === "none" ? undefined : `${setting.read}/${setting.write}` };
}

/** -1 removes a maximum (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html). */
export function unitsOf(setting: MaxThroughput | undefined): OnDemandThroughput {
  const { read, write } = typeof setting === "object" ? setting : { read: -1, write: -1 };
  return { MaxReadRequestUnits: read, MaxWriteRequestUnits: write };
}
