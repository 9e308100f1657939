/** The condition operators that the local cloud evaluates (IAM/reference_policies_elements_condition_operators). */
export const CONDITION_OPERATORS: ReadonlyMap<string, (actual: string, accepted: string) => boolean> = new Map([
  ["StringEquals", (actual, accepted) => actual === accepted],
  ["StringEqualsIgnoreCase", (actual, accepted) => actual.toLowerCase() === accepted.toLowerCase()],
  ["StringLike", matchesPattern],
  ["ArnEquals", matchesPattern],
  ["ArnLike", matchesPattern],
  ["Bool", (actual, accepted) => actual.toLowerCase() === accepted.toLowerCase()],
  ["StringNotEquals", (actual, accepted) => actual !== accepted],
  ["StringNotLike", (actual, accepted) => !matchesPattern(actual, accepted)],
  ["ArnNotEquals", (actual, accepted) => !matchesPattern(actual, accepted)],
  ["ArnNotLike", (actual, accepted) => !matchesPattern(actual, accepted)],
]);

/** The operator without its `IfExists`. */
export function operatorOf(operator: string): string {
  return operator.replace(/IfExists$/, "");
}

/** Whether a condition holds; a key that the request lacks fails it, unless the operator is negated or ends in `IfExists`. Keys ignore case. */
export function conditionHolds(
  operator: string,
  key: string,
  accepted: readonly string[],
  context: Readonly<Record<string, string>>,
): boolean {
  const test = CONDITION_OPERATORS.get(operatorOf(operator));
  if (!test) return false;
  const negated = operator.includes("Not");
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (!entry) return negated || operator.endsWith("IfExists");
  const [, actual] = entry;
  return negated ? accepted.every((value) => test(actual, value)) : accepted.some((value) => test(actual, value));
}

const patterns = new Map<string, RegExp>();

/** IAM's wildcards: `*` is any text, `?` one character; everything else is itself. */
export function matchesPattern(text: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return text === pattern;
  const known = patterns.get(pattern);
  if (known) return known.test(text);
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const made = new RegExp(`^${escaped}$`, "s");
  if (patterns.size > 2000) patterns.clear();
  patterns.set(pattern, made);
  return made.test(text);
}
