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
}

/** The one table. */
export interface Table {
  /** Runs one operation on it; throws ConditionFailedError, a 503 Problem, or an Error that names DynamoDB's. */
  readonly call: (operation: string, input: object) => Promise<Output>;
}

/** What the client needs of the outside world. */
export interface World {
  readonly env: Environment;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** The condition of a write was false. */
export class ConditionFailedError extends Error {
  override readonly name = "ConditionFailedError";
  /** True when an earlier attempt of the same call may have been carried out, its answer lost. */
  readonly mayBeDone: boolean;

  constructor(operation: string, mayBeDone: boolean) {
    super(`DynamoDB refused ${operation}: the condition was false.`);
    this.mayBeDone = mayBeDone;
  }
}

// With 2 s for an answer, four attempts and their pauses end before the functions' timeout of 10 s.
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const RETRY_AFTER_SECONDS = "1";
const THROTTLES = ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/** Opens the table that a function's environment names. */
export function openTable(world: World): Table {
  return { call: (operation, input) => call(world, operation, input) };
}

async function call(world: World, operation: string, input: object): Promise<Output> {
  const settings = readSettings(world.env);
  const request = { TableName: settings.tableName, ...input };
  let mayBeDone = false;
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const outcome = await send(operation, request, settings, world.now()).then(read, lost);
    if (outcome.kind === "done") return outcome.output;
    if (outcome.kind === "conditionFailed") throw new ConditionFailedError(operation, mayBeDone);
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
  | { readonly kind: "conditionFailed" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "throttled"; readonly cause: Error }
  | { readonly kind: "lost"; readonly cause: Error };

function lost(cause: Error): Outcome {
  return { kind: "lost", cause };
}

function read({ status, text }: Reply): Outcome {
  if (status === 200) return { kind: "done", output: JSON.parse(text) };
  const { name, message } = readError(text);
  const why = `${name} (HTTP ${status}): ${message}`;
  if (name === "ConditionalCheckFailedException") return { kind: "conditionFailed" };
  if (THROTTLES.includes(name)) return { kind: "throttled", cause: new Error(why) };
  return status >= 500 ? { kind: "lost", cause: new Error(why) } : { kind: "refused", why };
}

// A load balancer's error need not be JSON; a type is "com.amazonaws.dynamodb.v20120810#Name", and casing of "message" varies.
function readError(text: string): { readonly name: string; readonly message: string } {
  try {
    const { __type, message, Message } = JSON.parse(text);
    return { name: String(__type).replace(/^.*#/, ""), message: String(message ?? Message) };
  } catch {
    return { name: "UnknownError", message: text.slice(0, 200) };
  }
}
