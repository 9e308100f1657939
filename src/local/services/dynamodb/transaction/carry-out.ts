import { parseTrustedJson } from "../../../../text/json.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { engineError, errorNameOf } from "../errors.ts";
import type { EngineResponse, SendToEngine } from "../send-to-engine.ts";
import { engineNameOf, type TableRecord } from "../store.ts";
import type { TableStore } from "../table-store.ts";
import type { WireItem } from "../wire-item.ts";
import { keyOf, type Step } from "./step.ts";
import type { DoneToken, RestoreRequest } from "./transaction-journal.ts";

/** The outcome of one step, as in CancellationReasons. */
interface Reason {
  readonly Code: "None" | "ConditionalCheckFailed" | "ValidationError";
  readonly Message?: string;
  readonly Item?: WireItem;
}

/** A step, and its item before the transaction. */
interface PreparedStep {
  readonly step: Step;
  readonly table: TableRecord;
  readonly before: WireItem | undefined;
  /** False for a check, and for an item with a key that is invalid for the table. */
  readonly mayChange: boolean;
}

/** Performs all steps, or rolls back all of them if one fails. Other requests must not run at the same time. */
export async function carryOut(
  steps: readonly Step[],
  tableOf: (name: string) => TableRecord,
  { send, journal, rollBack }: TableStore,
  doneToken: DoneToken | undefined,
): Promise<void> {
  const prepared = await Promise.all(steps.map((step) => prepare(step, tableOf(step.input.TableName), send)));
  journal.begin(prepared.filter(({ mayChange }) => mayChange).map(restoreRequestOf));
  try {
    const reasons: Reason[] = [];
    for (const step of prepared) reasons.push(await attempt(step, send));
    if (reasons.some(({ Code }) => Code !== "None")) throw canceled(reasons);
    journal.commit(doneToken);
  } catch (error) {
    await rollBack();
    throw error;
  }
}

async function prepare(step: Step, table: TableRecord, send: SendToEngine): Promise<PreparedStep> {
  const input = { TableName: engineNameOf(table), Key: keyOf(step, table), ConsistentRead: true };
  const { status, body } = await send("GetItem", JSON.stringify(input));
  const { Item: before } = status < 400 ? parseTrustedJson<{ readonly Item?: WireItem }>(body) : {};
  const mayChange = status < 400 && step.action !== "ConditionCheckItem";
  if (mayChange && before) await requireRestorable({ TableName: input.TableName, Item: before }, send);
  return { step, table, before, mayChange };
}

/**
 * Puts an existing item again, which changes nothing. Throws if the engine rejects the item: a rollback could not
 * restore it. The engine's UpdateItem can store a number that PutItem rejects, such as a sum with more than 38 digits.
 */
async function requireRestorable(input: object, send: SendToEngine): Promise<void> {
  const response = await send("PutItem", JSON.stringify(input));
  if (response.status >= 400) throw engineError(response);
}

function restoreRequestOf({ step, table, before }: PreparedStep): RestoreRequest {
  const TableName = engineNameOf(table);
  return before
    ? { operation: "PutItem", input: { TableName, Item: before } }
    : { operation: "DeleteItem", input: { TableName, Key: keyOf(step, table) } };
}

async function attempt({ step, table, before }: PreparedStep, send: SendToEngine): Promise<Reason> {
  const [operation, input] = requestFor(step, before);
  const { ReturnValuesOnConditionCheckFailure: returned, ...known } = { ...input, TableName: engineNameOf(table) };
  return reasonFor(await send(operation, JSON.stringify(known)), returned === "ALL_OLD" ? before : undefined);
}

/**
 * Returns the engine's operation and input for a step. A check becomes a write that changes nothing: a put of the same
 * item, or a deletion if the item does not exist.
 */
function requestFor({ action, input }: Step, before: WireItem | undefined): readonly [string, Step["input"]] {
  if (action !== "ConditionCheckItem") return [action, input];
  if (!before) return ["DeleteItem", input];
  const { Key: _, ...condition } = input;
  return ["PutItem", { ...condition, Item: before }];
}

/** Returns the outcome of a step. Throws an error that concerns the whole request, such as an invalid expression. */
function reasonFor(response: EngineResponse, item: WireItem | undefined): Reason {
  if (response.status < 400) return { Code: "None" };
  const error = engineError(response);
  const name = errorNameOf(response);
  if (name === "ConditionalCheckFailedException")
    return { Code: "ConditionalCheckFailed", Message: error.message, ...(item && { Item: item }) };
  if (
    name === "ValidationException" &&
    !/^(Invalid |ExpressionAttribute|Value provided|\d+ validation)/.test(error.message)
  )
    return { Code: "ValidationError", Message: error.message };
  throw error;
}

/**
 * AWS's message (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html,
 * "TransactionCanceledException").
 */
function canceled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError("TransactionCanceledException", 400, message, {
    fields: { Message: message, CancellationReasons: reasons },
  });
}
