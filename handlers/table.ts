import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Problem } from "./problem.ts";
import { type DynamoDbResponse, send } from "./send.ts";
import { type Environment, readSettings } from "./settings.ts";

/** A record, a key or expression values, in DynamoDB's own JSON. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The parts of DynamoDB's outputs that the handlers read. */
interface Output {
  readonly Item?: Attributes;
  readonly Items?: readonly Attributes[];
  readonly Attributes?: Attributes;
  readonly LastEvaluatedKey?: Attributes;
  readonly UnprocessedItems?: Readonly<
    Record<string, readonly { readonly DeleteRequest: { readonly Key: Attributes } }[]>
  >;
}

/** Why one part of a transaction was canceled. */
interface Reason {
  readonly Code?: string;
  /** The record that failed the condition, if the record exists and the request asked for it. */
  readonly Item?: Attributes;
}

export interface Table {
  /**
   * Runs one operation; throws ConditionFailedError, CanceledError, a 503 Problem, or an Error with DynamoDB's message.
   * The message is omitted if it can quote the request.
   */
  readonly call: (operation: string, input: Input) => Promise<Output>;
}

/** An operation's input, or a function that creates it if TableName is not a top-level member of the input. */
type Input = object | ((tableName: string) => object);

interface TableOptions {
  readonly env: Environment;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export class ConditionFailedError extends Error {
  override readonly name = "ConditionFailedError";
  /** Whether an earlier attempt at this call, whose response was lost, may have succeeded. */
  readonly mayHaveSucceeded: boolean;
  /** The record that failed the condition, if the record exists and the request asked for it. */
  readonly item: Attributes | undefined;

  constructor(operation: string, mayHaveSucceeded: boolean, item: Attributes | undefined) {
    super(`DynamoDB rejected ${operation}: the condition was false.`);
    this.mayHaveSucceeded = mayHaveSucceeded;
    this.item = item;
  }
}

/** A transaction was canceled for a reason that a retry does not change, such as a false condition. */
export class CanceledError extends Error {
  override readonly name = "CanceledError";
  /** One reason for each part of the transaction, in the same order. */
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(`DynamoDB canceled a transaction: ${reasons.map(({ Code }) => Code).join(", ")}.`);
    this.reasons = reasons;
  }
}

// With 2 s for each response, four attempts and the pauses between them end before the functions' timeout of 10 s.
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const RETRY_AFTER_SECONDS = "1";
// Temporary errors: throttling, and conflicts with a concurrent transaction on the same item or with the same token.
const RETRYABLE =
  /^(ProvisionedThroughputExceeded|RequestLimitExceeded|Throttling|TransactionConflict|TransactionInProgress)(Exception|Error)?$/;

/** Opens the table that the environment names. */
export function openTable(options: TableOptions): Table {
  return { call: (operation, input) => call(options, operation, input) };
}

async function call(options: TableOptions, operation: string, input: Input): Promise<Output> {
  const settings = readSettings(options.env);
  const { tableName: TableName } = settings;
  const request = typeof input === "function" ? input(TableName) : { TableName, ...input };
  let mayHaveSucceeded = false;
  let lastCause: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const outcome = await send(operation, request, settings, options.now()).then(toOutcome, connectionLost);
    if (outcome.kind === "succeeded") return outcome.output;
    if (outcome.kind === "conditionFailed") throw new ConditionFailedError(operation, mayHaveSucceeded, outcome.item);
    if (outcome.kind === "canceled") throw new CanceledError(outcome.reasons);
    if (outcome.kind === "rejected") throw new Error(`DynamoDB rejected ${operation}: ${outcome.why}`);
    mayHaveSucceeded ||= outcome.kind === "lost";
    lastCause = outcome.cause;
    if (attempt < ATTEMPTS) await options.pause(toPause(attempt, outcome.kind));
  }
  const detail = "The table is temporarily unavailable; try again in a moment.";
  throw new Problem(503, detail, { headers: { "Retry-After": RETRY_AFTER_SECONDS }, cause: lastCause });
}

// The first retry after a lost connection is immediate: Lambda freezes a function between requests, and the idle
// connection may have been closed in the meantime.
function toPause(attempt: number, kind: "lost" | "throttled"): number {
  return attempt === 1 && kind === "lost" ? 0 : Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1);
}

type Outcome =
  | { readonly kind: "succeeded"; readonly output: Output }
  | { readonly kind: "conditionFailed"; readonly item: Attributes | undefined }
  | { readonly kind: "canceled"; readonly reasons: readonly Reason[] }
  | { readonly kind: "rejected"; readonly why: string }
  | { readonly kind: "throttled"; readonly cause: Error }
  | { readonly kind: "lost"; readonly cause: Error };

function connectionLost(cause: Error): Outcome {
  return { kind: "lost", cause };
}

function toOutcome({ status, text }: DynamoDbResponse): Outcome {
  if (status === 200) return readOutput(text);
  const { name, message, item, reasons } = readError(text);
  const why = `${name} (HTTP ${status})${QUOTES_INPUT.test(name) ? "" : `: ${message}`}`;
  if (name === "ConditionalCheckFailedException") return { kind: "conditionFailed", item };
  if (reasons && !reasons.some(({ Code = "" }) => RETRYABLE.test(Code))) return { kind: "canceled", reasons };
  if (reasons || RETRYABLE.test(name)) return { kind: "throttled", cause: new Error(why) };
  return status >= 500 ? { kind: "lost", cause: new Error(why) } : { kind: "rejected", why };
}

// The messages of these errors can contain user input, which must not be logged.
const QUOTES_INPUT = /^(Validation|Serialization|Unknown)/;

// The message of a SyntaxError would quote the response, which must not be logged.
function readOutput(text: string): Outcome {
  try {
    return { kind: "succeeded", output: JSON.parse(text) as Output };
  } catch {
    return { kind: "lost", cause: new Error("DynamoDB's response is not JSON.") };
  }
}

interface DynamoDbError {
  readonly name: string;
  readonly message: string;
  readonly item: Attributes | undefined;
  readonly reasons: readonly Reason[] | undefined;
}

interface ErrorBody {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly Item?: Attributes;
  readonly CancellationReasons?: readonly Reason[];
}

// An error from a load balancer is not always JSON. `__type` is "com.amazonaws.dynamodb.v20120810#Name"; the casing of
// "message" varies.
function readError(text: string): DynamoDbError {
  try {
    const { __type, message, Message, Item: item, CancellationReasons: reasons } = JSON.parse(text) as ErrorBody;
    return { name: String(__type).replace(/^.*#/, ""), message: String(message ?? Message), item, reasons };
  } catch {
    return { name: "UnknownError", message: "", item: undefined, reasons: undefined };
  }
}
