import { parseTrustedJson } from "../../../text/json.ts";
import type { DynamoDbEngine } from "./engine.ts";
import { engineError, errorNameOf } from "./errors.ts";
import type { EngineResponse } from "./send-to-engine.ts";

/**
 * Creates a table in the engine and waits until it accepts items. Throws the engine's error, for example if the
 * definition is invalid.
 */
export async function createEngineTable(
  engine: DynamoDbEngine,
  region: string,
  definition: { readonly TableName: string },
): Promise<void> {
  const response = await engine.send(region, "CreateTable", JSON.stringify(definition));
  if (response.status >= 400) throw engineError(response);
  await waitForStatus(engine, region, definition.TableName, "ACTIVE");
}

/** Removes a table and its items from the engine. Succeeds if the table does not exist. */
export async function dropEngineTable(engine: DynamoDbEngine, region: string, name: string): Promise<void> {
  const response = await engine.send(region, "DeleteTable", JSON.stringify({ TableName: name }));
  // The engine rejects the deletion of a table whose creation was interrupted, because its status remains CREATING. The
  // table can remain: it is empty, and its name is never reused.
  if (["ResourceNotFoundException", "ResourceInUseException"].includes(errorNameOf(response) ?? "")) return;
  if (response.status >= 400) throw engineError(response);
  await waitForStatus(engine, region, name, undefined);
}

/** Returns the names of the engine's tables in a region. Throws if the engine cannot read its database. */
export async function listEngineTables(engine: DynamoDbEngine, region: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let last: string | undefined;
  do {
    const response: EngineResponse = await engine.send(
      region,
      "ListTables",
      JSON.stringify({ ...(last !== undefined && { ExclusiveStartTableName: last }) }),
    );
    if (response.status >= 400) throw engineError(response);
    const page = parseTrustedJson<TablePage>(response.body);
    for (const name of page.TableNames) names.add(name);
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return names;
}

interface TablePage {
  readonly TableNames: readonly string[];
  readonly LastEvaluatedTableName?: string;
}

/** One read is not enough: dynalite changes a table's status after it responds, even if all its delays are 0. */
const MAX_STATUS_READS = 10_000;

async function waitForStatus(engine: DynamoDbEngine, region: string, name: string, expected: string | undefined) {
  for (let read = 0; read < MAX_STATUS_READS; read += 1) {
    const { body } = await engine.send(region, "DescribeTable", JSON.stringify({ TableName: name }));
    const { Table } = parseTrustedJson<{ readonly Table?: { readonly TableStatus: string } }>(body);
    if (Table?.TableStatus === expected) return;
  }
  throw new Error(`The DynamoDB engine did not report the status ${expected ?? "deleted"} for the table ${name}.`);
}
