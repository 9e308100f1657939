import { ANY, matchesTokens } from "../../../patterns/wildcards.ts";
import { invalidParameter } from "../errors.ts";

/** The comparison operators of JSON filter patterns. */
export const OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;
type Operator = (typeof OPERATORS)[number];

/**
 * Returns a predicate that compares a field with the literal. `=` and `!=` compare text, with `*` in the literal as a
 * wildcard, unless both values are numbers. The other operators match only numbers. If the field is missing, or is
 * neither a string nor a number, the predicate returns false, even for `!=`.
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
