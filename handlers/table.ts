import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Problem } from "./problem.ts";
import { type Reply, send } from "./send.ts";
import { type Environment, readSettings } from "./settings.ts";

/** A record, a key or expression values, in DynamoDB's own JSON. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The parts of DynamoDB's outputs that the handlers read. */
export interface Output {
  readonly Item?: Attributes;
  readonly Items?: readonly Attributes[];
  readonly Attributes?: Attributes;
  readonly LastEvaluatedKey?: Attributes;
  readonly UnprocessedItems?: Readonly<
    Record<string, readonly { readonly DeleteRequest: { readonly Key: Attributes } }[]>
  >;
}

/** Why one part of a transaction was not done. */
export interface Reason {
  readonly Code?: string;
  /** What its condition failed on, if that was asked for. */
  readonly Item?: Attributes;
}

/** The one table. */
export interface Table {
  /** Runs one operation on it; throws ConditionFailedError, CanceledError, a 503 Problem, or an Error that names DynamoDB's. */
  readonly call: (operation: string, input: Input) => Promise<Output>;
}

/** An operation's input; where the table's name is not simply a member of it, it is made for one. */
type Input = object | ((tableName: string) => object);

/** What the client needs of the outside world. */
export interface TableOptions {
  readonly env: Environment;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** The condition of a write was false. */
export class ConditionFailedError extends Error {
  override readonly name = "ConditionFailedError";
  /** True when an earlier attempt of the same call may have been carried out, its answer lost. */
  readonly mayHaveSucceeded: boolean;
  /** What the condition failed on, if that was asked for and there was something. */
  readonly item: Attributes | undefined;

  constructor(operation: string, mayBeDone: boolean, item: Attributes | undefined) {
    super(`DynamoDB refused ${operation}: the condition was false.`);
    this.mayHaveSucceeded = mayBeDone;
    this.item = item;
  }
}

/** A transaction was not done because the condition of a part was false. */
export class CanceledError extends Error {
  override readonly name = "CanceledError";
  /** One for each part, in their order. */
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(`DynamoDB cancelled a transaction: ${reasons.map(({ Code }) => Code).join(", ")}.`);
    this.reasons = reasons;
  }
}

// With 2 s for an answer, four attempts and their pauses end before the functions' timeout of 10 s.
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const RETRY_AFTER_SECONDS = "1";
// What a moment's patience mends; two transactions on one item at the same time are such a case too.
const RETRYABLE =
  /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|TransactionConflict|TransactionInProgress)(Exception|Error)?$/;

/** Opens the table that a function's environment names. */
export function openTable(world: TableOptions): Table {
  return { call: (operation, input) => call(world, operation, input) };
}

async function call(world: TableOptions, operation: string, input: Input): Promise<Output> {
  const settings = readSettings(world.env);
  const { tableName: TableName } = settings;
  const request = typeof input === "function" ? input(TableName) : { TableName, ...input };
  let mayBeDone = false;
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const outcome = await send(operation, request, settings, world.now()).then(read, lost);
    if (outcome.kind === "done") return outcome.output;
    if (outcome.kind === "conditionFailed") throw new ConditionFailedError(operation, mayBeDone, outcome.item);
    if (outcome.kind === "canceled") throw new CanceledError(outcome.reasons);
    if (outcome.kind === "refused") throw new Error(`DynamoDB refused ${operation}: ${outcome.why}`);
    mayBeDone ||= outcome.kind === "lost";
    last = outcome.cause;
    if (attempt < ATTEMPTS) await world.pause(toPause(attempt, outcome.kind));
  }
  const detail = "The table is not answering just now; try again in a moment.";
  throw new Problem(503, detail, { headers: { "Retry-After": RETRY_AFTER_SECONDS }, cause: last });
}

// Lambda freezes a function between requests, and a thawed one finds its idle connection closed: try again at once.
function toPause(attempt: number, kind: "lost" | "throttled"): number {
  return attempt === 1 && kind === "lost" ? 0 : Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1);
}

type Outcome =
  | { readonly kind: "done"; readonly output: Output }
  | { readonly kind: "conditionFailed"; readonly item: Attributes | undefined }
  | { readonly kind: "canceled"; readonly reasons: readonly Reason[] }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "throttled"; readonly cause: Error }
  | { readonly kind: "lost"; readonly cause: Error };

function lost(cause: Error): Outcome {
  return { kind: "lost", cause };
}

function read({ status, text }: Reply): Outcome {
  if (status === 200) return { kind: "done", output: JSON.parse(text) };
  const { name, message, item, reasons } = readError(text);
  const why = `${name} (HTTP ${status}): ${message}`;
  if (name === "ConditionalCheckFailedException") return { kind: "conditionFailed", item };
  if (reasons && !reasons.some(({ Code = "" }) => RETRYABLE.test(Code))) return { kind: "canceled", reasons };
  if (reasons || RETRYABLE.test(name)) return { kind: "throttled", cause: new Error(why) };
  return status >= 500 ? { kind: "lost", cause: new Error(why) } : { kind: "refused", why };
}

interface DynamoDbError {
  readonly name: string;
  readonly message: string;
  readonly item?: Attributes;
  readonly reasons?: readonly Reason[];
}

// A load balancer's error need not be JSON; a type is "com.amazonaws.dynamodb.v20120810#Name", and casing of "message" varies.
function readError(text: string): DynamoDbError {
  try {
    const { __type, message, Message, Item: item, CancellationReasons: reasons } = JSON.parse(text);
    return { name: String(__type).replace(/^.*#/, ""), message: String(message ?? Message), item, reasons };
  } catch {
    return { name: "UnknownError", message: text.slice(0, 200) };
  }
}
