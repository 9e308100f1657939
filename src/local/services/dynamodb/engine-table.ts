import type { Call } from "../../operation.ts";
import { engineError, errorNameOf } from "./errors.ts";

/** Makes a table in the engine and waits until it takes items. Throws what the engine finds wrong with its definition. */
export async function makeEngineTable(call: Call, definition: { readonly TableName: string }): Promise<void> {
  const answer = await send(call, "CreateTable", definition);
  if (answer.status >= 400) throw engineError(answer);
  await untilStatus(call, definition.TableName, "ACTIVE");
}

/** Removes a table and its items from the engine; one that it does not have is no error. */
export async function dropEngineTable(call: Call, name: string): Promise<void> {
  const answer = await send(call, "DeleteTable", { TableName: name });
  if (errorNameOf(answer) === "ResourceNotFoundException") return;
  if (answer.status >= 400) throw engineError(answer);
  await untilStatus(call, name, undefined);
}

/** dynalite changes a table's status a turn after it has answered, even with no delay configured. */
const STATUS_READS = 10_000;

async function untilStatus(call: Call, name: string, expected: string | undefined): Promise<void> {
  for (let read = 0; read < STATUS_READS; read += 1) {
    const { body } = await send(call, "DescribeTable", { TableName: name });
    if (JSON.parse(body).Table?.TableStatus === expected) return;
  }
  throw new Error(`The DynamoDB engine did not bring the table ${name} to the status ${expected ?? "of being gone"}.`);
}

function send(call: Call, operation: string, input: object) {
  return call.cloud.tables.send(call.region, operation, JSON.stringify(input));
}
