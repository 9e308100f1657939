import type { Call, Operation, RawResponse } from "../operation.ts";
import { errorNameOf } from "./errors.ts";
import { checkExpressions, type Expressions } from "./expressions.ts";
import { type ItemRequest, withFailedItem } from "./failed-item.ts";
import { engineInput, rawResponse, wireInput } from "./forward.ts";
import { withinMaximum } from "./max-throughput.ts";
import { checkLimits, checkReturnValues, type LimitedRequest } from "./request-limits.ts";
import type { TableRecord } from "./store.ts";
import { requireServingTable, tablePermissions } from "./tables.ts";

export const getItem = itemOperation("GetItem");

export const putItem = itemOperation("PutItem");

export const updateItem = itemOperation("UpdateItem");

export const deleteItem = itemOperation("DeleteItem");

export const query = itemOperation("Query");

export const scan = itemOperation("Scan");

/** The members of an item operation's validated input that this file reads. */
interface ItemInput extends Expressions {
  readonly TableName: string;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

const READS: ReadonlySet<string> = new Set(["GetItem", "Query", "Scan"]);

/** Creates an item operation that sends the request body to the engine. */
function itemOperation(name: string) {
  return {
    permissions({ TableName }: ItemInput, call: Call) {
      return tablePermissions(call, TableName);
    },

    async run(input: ItemInput, call: Call): Promise<RawResponse> {
      checkExpressions(input);
      const wire = wireInput<LimitedRequest & ItemRequest>(call.body);
      checkLimits(wire);
      checkReturnValues(name, wire);
      const table = requireServingTable(call, input.TableName);
      const kind = READS.has(name) ? "read" : "write";
      return withinMaximum(call, { tables: [table], kind }, () => execute(input, wire, { call, table }));
    },
  } satisfies Operation;

  async function execute(
    input: ItemInput,
    wire: LimitedRequest & ItemRequest,
    { call, table }: { readonly call: Call; readonly table: TableRecord },
  ): Promise<RawResponse> {
    const { tables } = call.cloud;
    const body = engineInput(wire, table);
    if (input.ReturnValuesOnConditionCheckFailure !== "ALL_OLD")
      return rawResponse(await tables.send(call.region, name, body), [table]);
    // The item must not change between the failed condition check and the read.
    return tables.exclusively(call.region, async ({ send }) => {
      const response = await send(name, body);
      if (errorNameOf(response) !== "ConditionalCheckFailedException") return rawResponse(response, [table]);
      return rawResponse(await withFailedItem(response, wire, table, send), [table]);
    });
  }
}
