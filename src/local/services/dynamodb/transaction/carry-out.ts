import { AwsError } from "../../../aws-error.ts";
import type { EngineAnswer, SendToEngine } from "../engine.ts";
import { engineError, errorNameOf } from "../errors.ts";
import type { TableRecord } from "../store.ts";
import { keyOf, type Step, type WireItem } from "./step.ts";

/** What became of one part, as CancellationReasons say it. */
interface Reason {
  readonly Code: "None" | "ConditionalCheckFailed" | "ValidationError";
  readonly Message?: string;
  readonly Item?: WireItem;
}

/** A part, and its item as it was before. */
interface Tried {
  readonly step: Step;
  readonly table: TableRecord;
  readonly before: WireItem | undefined;
  readonly reason: Reason;
}

/** Carries out every part, and takes all back if one of them cannot be. Nobody may see the items meanwhile. */
export async function carryOut(
  steps: readonly Step[],
  tableOf: (name: string) => TableRecord,
  send: SendToEngine,
): Promise<void> {
  const tried: Tried[] = [];
  try {
    for (const step of steps) tried.push(await attempt(step, tableOf(step.input.TableName), send));
  } catch (error) {
    await takeBack(tried, send);
    throw error;
  }
  if (tried.every(({ reason }) => reason.Code === "None")) return;
  await takeBack(tried, send);
  throw canceled(tried.map(({ reason }) => reason));
}

async function attempt(step: Step, table: TableRecord, send: SendToEngine): Promise<Tried> {
  const ask = { TableName: table.name, Key: keyOf(step, table), ConsistentRead: true };
  const read = await send("GetItem", JSON.stringify(ask));
  const before: WireItem | undefined = read.status < 400 ? JSON.parse(read.body).Item : undefined;
  const [operation, input] = requestFor(step, before);
  const { ReturnValuesOnConditionCheckFailure: wanted, ...known } = { ...input };
  const answer = await send(operation, JSON.stringify(known));
  return { step, table, before, reason: reasonFor(answer, wanted === "ALL_OLD" ? before : undefined) };
}

/** A check alone is a write of what is there already, or of nothing where nothing is. */
function requestFor({ action, input }: Step, before: WireItem | undefined): readonly [string, Step["input"]] {
  if (action !== "ConditionCheckItem") return [action, input];
  if (!before) return ["DeleteItem", input];
  const { Key: _, ...condition } = input;
  return ["PutItem", { ...condition, Item: before }];
}

/** What is wrong with a request cannot be right for any item: it is no reason, but the answer to the whole. */
function reasonFor(answer: EngineAnswer, item: WireItem | undefined): Reason {
  if (answer.status < 400) return { Code: "None" };
  const error = engineError(answer);
  const name = errorNameOf(answer);
  if (name === "ConditionalCheckFailedException")
    return { Code: "ConditionalCheckFailed", Message: error.message, ...(item && { Item: item }) };
  if (
    name === "ValidationException" &&
    !/^(Invalid |ExpressionAttribute|Value provided|\d+ validation)/.test(error.message)
  )
    return { Code: "ValidationError", Message: error.message };
  throw error;
}

async function takeBack(tried: readonly Tried[], send: SendToEngine): Promise<void> {
  for (const { step, table, before, reason } of tried) {
    if (reason.Code !== "None" || step.action === "ConditionCheckItem") continue;
    const [operation, what] = before ? ["PutItem", { Item: before }] : ["DeleteItem", { Key: keyOf(step, table) }];
    const answer = await send(operation, JSON.stringify({ TableName: table.name, ...what }));
    if (answer.status >= 400) throw engineError(answer);
  }
}

/** The text is AWS's (DDB/API_TransactWriteItems, "TransactionCanceledException"). */
function canceled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsError("TransactionCanceledException", 400, message, {
    fields: { Message: message, CancellationReasons: reasons },
  });
}
