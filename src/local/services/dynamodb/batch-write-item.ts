import type { BatchWriteItemInput } from "@aws-sdk/client-dynamodb";
import type { Call, Operation, RawResponse, Validated } from "../operation.ts";
import { rawResponse, wireInput } from "./forward.ts";
import { withinMaximum } from "./max-throughput.ts";
import { checkLimits, type LimitedRequest } from "./request-limits.ts";
import { engineNameOf, type TableRecord } from "./store.ts";
import { requireServingTable, tablePermissions } from "./tables.ts";

interface WireBatch {
  readonly RequestItems: Readonly<Record<string, readonly { readonly PutRequest?: LimitedRequest }[]>>;
}

export const batchWriteItem = {
  permissions({ RequestItems }: Validated<BatchWriteItemInput>, call: Call) {
    return Object.keys(RequestItems).flatMap((name) => tablePermissions(call, name));
  },

  async run(_input: Validated<BatchWriteItemInput>, call: Call): Promise<RawResponse> {
    const { RequestItems, ...rest } = wireInput<WireBatch>(call.body);
    for (const { PutRequest } of Object.values(RequestItems).flat()) checkLimits(PutRequest ?? {});
    const requested = Object.entries(RequestItems).map(([name, requests]) => ({
      table: requireServingTable(call, name),
      requests,
    }));
    // A request can contain the same table twice: once by name and once by ARN.
    const items = new Map<TableRecord, readonly object[]>();
    for (const { table, requests } of requested) items.set(table, [...(items.get(table) ?? []), ...requests]);
    const tables = [...items.keys()];
    const byEngineName = Object.fromEntries(tables.map((table) => [engineNameOf(table), items.get(table)]));
    const body = JSON.stringify({ ...rest, RequestItems: byEngineName });
    return withinMaximum(call, { tables, kind: "write" }, async () =>
      rawResponse(await call.cloud.tables.send(call.region, "BatchWriteItem", body), tables),
    );
  },
} satisfies Operation;
