import { invalid } from "./errors.ts";
import type { WireItem, WireValue } from "./wire-item.ts";

/** The parts of a read, a write or a transaction step that this file checks, in DynamoDB JSON. */
export interface LimitedRequest {
  readonly Item?: WireItem;
  readonly ReturnValues?: string;
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ProjectionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeValues?: WireItem;
}

const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
] as const;
/**
 * The limits for one expression
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters).
 */
const MAX_BYTES = 4096;
const MAX_OPERATORS = 300;
const MAX_OPERANDS_OF_IN = 100;
/**
 * The maximum nesting depth. The first level is an item's attributes
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes).
 */
const MAX_LEVELS = 32;

/** Enforces DynamoDB limits that the engine does not check. */
export function checkLimits(request: LimitedRequest): void {
  for (const name of EXPRESSIONS) checkExpressionSize(name, request[name] ?? "");
  for (const name of ["ConditionExpression", "FilterExpression"] as const)
    checkOperators(name, tokensOf(request[name] ?? ""));
  for (const attributes of [request.Item, request.ExpressionAttributeValues]) checkLevels(attributes ?? {});
}

/** Rejects a ReturnValues value that only UpdateItem supports. */
export function checkReturnValues(operation: string, { ReturnValues = "NONE" }: LimitedRequest): void {
  if (operation !== "UpdateItem" && ReturnValues !== "NONE" && ReturnValues !== "ALL_OLD")
    throw invalid("ReturnValues can only be ALL_OLD or NONE");
}

function checkExpressionSize(name: string, expression: string): void {
  const bytes = Buffer.byteLength(expression);
  if (bytes <= MAX_BYTES) return;
  const size = name === "UpdateExpression" ? "" : ` expression size: ${bytes}`;
  throw invalid(`Invalid ${name}: Expression size has exceeded the maximum allowed size;${size}`);
}

function checkOperators(name: string, tokens: readonly string[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token !== "in") continue;
    const operands = tokens.slice(index + 2, tokens.indexOf(")", index)).filter((part) => part !== ",").length;
    if (operands > MAX_OPERANDS_OF_IN)
      throw invalid(
        `Invalid ${name}: The IN operator is provided with too many operands; number of operands: ${operands}`,
      );
  }
  const count = (pattern: RegExp) => tokens.filter((token) => pattern.test(token)).length;
  // The AND of `BETWEEN x AND y` is part of the operator.
  const operators = count(OPERATOR) - count(/^between$/);
  if (operators > MAX_OPERATORS)
    throw invalid(`Invalid ${name}: The expression contains too many operators; operator count: ${operators}`);
}

const OPERATOR =
  /^(and|or|not|between|in|[<>=]+|attribute_exists|attribute_not_exists|attribute_type|begins_with|contains|size)$/;

function tokensOf(expression: string): readonly string[] {
  return expression.toLowerCase().match(/[:#]?\w+|[<>=]+|\S/g) ?? [];
}

function checkLevels(attributes: WireItem): void {
  if (Object.values(attributes).some((value) => isDeeperThan(MAX_LEVELS, value)))
    throw invalid(
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    );
}

/** Whether a value has more than `levels` levels. A scalar has one. */
function isDeeperThan(levels: number, { L: list = [], M: map = {} }: WireValue): boolean {
  if (levels === 0) return true;
  return [...list, ...Object.values(map)].some((value) => isDeeperThan(levels - 1, value));
}
