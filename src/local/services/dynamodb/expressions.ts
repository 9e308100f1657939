import { notSupported } from "../../protocol/aws-error.ts";

/** The kinds of expressions that can crash the engine. */
export interface Expressions {
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly UpdateExpression?: string;
}

/**
 * Rejects expressions that crash the engine. It crashes if BETWEEN, IN or begins_with compares with an attribute
 * instead of a `:value`, or if SET copies another attribute to a nested one.
 */
export function checkExpressions({ ConditionExpression, FilterExpression, UpdateExpression }: Expressions): void {
  for (const expression of [ConditionExpression, FilterExpression])
    if (expression !== undefined && /\b(between|in)\b|begins_with/i.test(expression)) checkComparisons(expression);
  if (UpdateExpression !== undefined && /[.[]/.test(UpdateExpression)) checkAssignments(UpdateExpression);
}

function checkComparisons(expression: string): void {
  const tokens = tokensOf(expression);
  for (const [index, token] of tokens.entries())
    for (const operand of comparedWith(token.toLowerCase(), tokens.slice(index + 1)))
      if (!operand.startsWith(":")) throw notSupported(`${token} with an operand that is not a :value (${operand})`);
}

/** Returns the operands of BETWEEN, IN or begins_with that must be values; empty for other tokens. */
function comparedWith(token: string, rest: readonly string[]): readonly string[] {
  if (token === "between") return [rest[0] ?? "", rest[2] ?? ""];
  if (token === "begins_with") return [rest[rest.indexOf(",") + 1] ?? ""];
  if (token === "in") return rest.slice(1, rest.indexOf(")")).filter((operand) => operand !== ",");
  return [];
}

const FUNCTIONS = ["if_not_exists", "list_append"];
const CLAUSES = ["set", "remove", "add", "delete"];

function checkAssignments(expression: string): void {
  const tokens = tokensOf(expression);
  for (const [index, token] of tokens.entries()) {
    const target = tokens[index - 1] ?? "";
    if (token !== "=" || !/[.[]/.test(target)) continue;
    for (const operand of assigned(tokens.slice(index + 1)))
      if (operand !== target) throw notSupported(`Setting ${target} from another attribute (${operand})`);
  }
}

/** The attributes to the right of an `=`, up to the next assignment or clause. */
function assigned(rest: readonly string[]): readonly string[] {
  const next = rest.findIndex((token, index) => rest[index + 1] === "=" || CLAUSES.includes(token.toLowerCase()));
  return rest
    .slice(0, next < 0 ? rest.length : next)
    .filter((token) => /^[#\w]/.test(token) && !FUNCTIONS.includes(token.toLowerCase()));
}

/** Splits an expression into values, paths and words; everything else becomes single characters. */
function tokensOf(expression: string): readonly string[] {
  return expression.match(/:\w+|#?\w+(?:\s*\[\s*\d+\s*\]|\s*\.\s*#?\w+)*|\S/g) ?? [];
}
