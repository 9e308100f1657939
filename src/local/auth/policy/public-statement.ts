import type { Statement } from "./document.ts";

/** Whether these values of a condition key (in lower case) restrict the callers. */
type RestrictsCallers = (key: string, values: readonly string[]) => boolean;

/** Whether a statement grants everyone access and has no condition that restricts the callers. */
export function isPublicStatement(
  { effect, principals = [], conditions }: Statement,
  restrictsCallers: RestrictsCallers,
): boolean {
  const isForAnyone = effect === "Allow" && principals.some(({ type }) => type === "Any");
  return (
    isForAnyone &&
    !conditions.some(([operator, key, values]) => isPositive(operator) && restrictsCallers(key.toLowerCase(), values))
  );
}

export function areFixed(values: readonly string[]): boolean {
  return values.every((value) => !/[*?]/.test(value));
}

function isPositive(operator: string): boolean {
  return !operator.includes("Not") && !operator.endsWith("IfExists");
}
