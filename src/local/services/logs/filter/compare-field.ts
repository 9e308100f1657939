import { ANY, matchesTokens } from "../../../patterns/wildcards.ts";
import { invalidParameter } from "../errors.ts";

/** The comparison operators of JSON filter patterns. */
export const OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;
type Operator = (typeof OPERATORS)[number];

/**
 * Returns a predicate that compares a field with the literal. `=` and `!=` compare as text with `*` as a wildcard,
 * unless both are numbers; the other operators match only numbers. For a field that is neither a string nor a number,
 * such as a missing one, the predicate is false, even with `!=`.
 */
export function compareField(operator: Operator, literal: string): (field: unknown) => boolean {
  const text = literal.startsWith('"') ? literal.slice(1, -1).replace(/\\(.)/g, "$1") : literal;
  const number = literal.startsWith('"') || text === "" ? Number.NaN : Number(text);
  if (operator !== "=" && operator !== "!=") {
    if (Number.isNaN(number)) throw invalidParameter("Invalid filter pattern");
    return (field) => typeof field === "number" && isOrdered(operator, field, number);
  }
  const pattern = text.split("").map((character) => (character === "*" ? ANY : character));
  return (field) => {
    if (typeof field !== "string" && typeof field !== "number") return false;
    const equals =
      typeof field === "number" && !Number.isNaN(number) ? field === number : matchesTokens(String(field), pattern);
    return equals === (operator === "=");
  };
}

function isOrdered(operator: "<" | "<=" | ">" | ">=", field: number, number: number): boolean {
  if (field === number) return operator.endsWith("=");
  return field < number === operator.startsWith("<");
}
