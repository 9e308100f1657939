import { crc32 } from "node:zlib";
import { canonicalJson } from "../../../text/json.ts";
import { type Call, type Operation, RawResponse, type RequiredPermission } from "../operation.ts";
import { invalid } from "./errors.ts";
import { checkExpressions } from "./expressions.ts";
import { withinMaximum } from "./max-throughput.ts";
import { checkLimits } from "./request-limits.ts";
import { requireServingTable, requireTable, tablePermissions } from "./tables.ts";
import { carryOut } from "./transaction/carry-out.ts";
import { onceForToken } from "./transaction/once-for-token.ts";
import { keyOf, readSteps, type Step } from "./transaction/step.ts";

interface Input {
  readonly ClientRequestToken?: string;
}

/**
 * The maximum size of a transaction
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html).
 */
const MAX_BYTES = 4 * 1024 * 1024;
const EMPTY_BODY = "{}";

/** Performs all writes and checks of a transaction or none of them. The engine itself does not support transactions. */
export const transactWriteItems = {
  /**
   * The transaction itself requires no permission; each step requires its own
   * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
   */
  permissions(_input: Input, call: Call): readonly RequiredPermission[] {
    return readSteps(call.body).flatMap(({ action, input: { TableName } }) =>
      tablePermissions({ ...call, operation: action }, TableName),
    );
  },

  async run({ ClientRequestToken: token }: Input, call: Call): Promise<RawResponse> {
    const steps = readSteps(call.body);
    for (const { input } of steps) {
      requireServingTable(call, input.TableName);
      checkExpressions(input);
      checkLimits(input);
    }
    if (call.body.byteLength > MAX_BYTES)
      throw invalid("Transaction request size has exceeded the maximum allowed size");
    refuseSameItemTwice(steps, call);
    const requested = { token, input: canonicalJson(steps), at: call.cloud.clock.now() };
    const tables = [...new Set(steps.map(({ input: { TableName } }) => requireTable(call, TableName)))];
    return withinMaximum(call, { tables, kind: "write", times: 2 }, async () => {
      await call.cloud.tables.exclusively(call.region, (store) =>
        onceForToken(store.journal, requested, (doneToken) =>
          carryOut(steps, (name) => requireTable(call, name), store, doneToken),
        ),
      );
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-crc32": String(crc32(EMPTY_BODY)) };
      return new RawResponse(200, headers, EMPTY_BODY);
    });
  },
} satisfies Operation;

function refuseSameItemTwice(steps: readonly Step[], call: Call): void {
  const keys = steps.map((step) => {
    const table = requireTable(call, step.input.TableName);
    return JSON.stringify([table.name, table.key.map(({ name }) => keyOf(step, table)[name])]);
  });
  if (new Set(keys).size < keys.length)
    throw invalid("Transaction request cannot include multiple operations on one item");
}
