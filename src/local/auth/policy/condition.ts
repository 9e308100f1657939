import { ANY, matchesTokens, ONE, type PatternToken } from "../../patterns/wildcards.ts";
import { isInRange } from "./ip-range.ts";

/**
 * The condition operators that the local cloud evaluates
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
export const CONDITION_OPERATORS: ReadonlyMap<string, (actual: string, accepted: string) => boolean> = new Map([
  ["StringEquals", (actual, accepted) => actual === accepted],
  ["StringEqualsIgnoreCase", (actual, accepted) => actual.toLowerCase() === accepted.toLowerCase()],
  ["StringLike", matchesPattern],
  ["ArnEquals", matchesArn],
  ["ArnLike", matchesArn],
  ["IpAddress", isInRange],
  ["NotIpAddress", (actual, accepted) => !isInRange(actual, accepted)],
  ["Bool", (actual, accepted) => actual.toLowerCase() === accepted.toLowerCase()],
  ["StringNotEquals", (actual, accepted) => actual !== accepted],
  ["StringNotLike", (actual, accepted) => !matchesPattern(actual, accepted)],
  ["ArnNotEquals", (actual, accepted) => !matchesArn(actual, accepted)],
  ["ArnNotLike", (actual, accepted) => !matchesArn(actual, accepted)],
]);

/** The operator without the suffix `IfExists`. */
export function baseOperator(operator: string): string {
  return operator.replace(/IfExists$/, "");
}

/**
 * Whether a condition is met. If the request lacks the key, the condition is met only if the operator is negated or
 * ends in `IfExists`. Keys are case-insensitive.
 */
export function conditionHolds(
  operator: string,
  key: string,
  accepted: readonly string[],
  context: Readonly<Record<string, string>>,
): boolean {
  const test = CONDITION_OPERATORS.get(baseOperator(operator));
  if (!test) return false;
  const isNegated = operator.includes("Not");
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  if (!entry) return isNegated || operator.endsWith("IfExists");
  const [, actual] = entry;
  return isNegated ? accepted.every((value) => test(actual, value)) : accepted.some((value) => test(actual, value));
}

const ARN_COMPONENTS = 6;

/**
 * Matches each of an ARN's six components separately, so that no wildcard matches the colons between them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
function matchesArn(actual: string, accepted: string): boolean {
  const [parts, patterns] = [componentsOf(actual), componentsOf(accepted)];
  if (parts.length !== ARN_COMPONENTS || patterns.length !== ARN_COMPONENTS) return false;
  return parts.every((part, index) => matchesPattern(part, patterns[index] ?? ""));
}

/** The last component, the resource, may contain colons. */
function componentsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  const resource = parts.slice(ARN_COMPONENTS - 1);
  return [...parts.slice(0, ARN_COMPONENTS - 1), ...(resource.length > 0 ? [resource.join(":")] : [])];
}

const parsed = new Map<string, readonly PatternToken[]>();
const MAX_PARSED_PATTERNS = 2000;

/**
 * Whether a text matches a pattern with IAM's wildcards: `*` matches any string, `?` any character. `${*}`, `${?}` and
 * `${$}` match the literal characters `*`, `?` and `$`.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  if (!/[*?$]/.test(pattern)) return text === pattern;
  const tokens = parsed.get(pattern) ?? tokensOf(pattern);
  if (parsed.size >= MAX_PARSED_PATTERNS) parsed.clear();
  parsed.set(pattern, tokens);
  return matchesTokens(text, tokens);
}

function tokensOf(pattern: string): readonly PatternToken[] {
  return Array.from(pattern.matchAll(/\$\{([*?$])\}|./gs), ([character, escaped]) => {
    if (escaped !== undefined) return escaped;
    return character === "*" ? ANY : character === "?" ? ONE : character;
  });
}
