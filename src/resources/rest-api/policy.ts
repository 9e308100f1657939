import { canonicalJson, isRecord, type JsonObject, parseJson } from "../../text/json.ts";

/**
 * Converts a resource policy to canonical JSON, because API Gateway changes policies: it expands short resource ARNs,
 * replaces account IDs with ARNs
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html), and
 * replaces a list of one value with that value. Returns undefined if there is no policy.
 */
export function canonicalPolicy(policy: unknown): string | undefined {
  if (!isRecord(policy)) return undefined;
  const statements = listOf(policy["Statement"]).map((one) => (isRecord(one) ? canonicalStatement(one) : one));
  return canonicalJson({ ...policy, Statement: statements.sort(byText) });
}

/** Parses the policy in a response from API Gateway, which escapes its JSON once more than necessary. */
export function parsePolicy(escaped: string | undefined): unknown {
  if (escaped === undefined || escaped === "") return undefined;
  const text = parseJson(`"${escaped}"`);
  return parseJson(typeof text === "string" ? text : escaped) ?? escaped;
}

function canonicalStatement(statement: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(statement).map(([name, value]) => [name, canonicalMember(name, value)]));
}

function canonicalMember(name: string, value: unknown): unknown {
  if (name === "Principal")
    return listOf(isRecord(value) ? value["AWS"] : value)
      .map(principalOf)
      .sort();
  if (name === "Resource") return listOf(value).map(shortResource).sort();
  if (name === "Action") return listOf(value).sort();
  if (name !== "Condition" || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([operator, keys]) => [operator, canonicalKeys(keys)]));
}

function canonicalKeys(keys: unknown): unknown {
  if (!isRecord(keys)) return keys;
  return Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, listOf(values).sort()]));
}

/** Replaces the root ARN of an account with the account's ID. */
function principalOf(principal: unknown): unknown {
  return typeof principal === "string" ? principal.replace(/^arn:aws[\w-]*:iam::(\d{12}):root$/, "$1") : principal;
}

function shortResource(resource: unknown): unknown {
  if (typeof resource !== "string") return resource;
  return resource.replace(/^arn:aws[\w-]*:execute-api:[\w-]+:\d{12}:[a-z0-9]+\//, "execute-api:/");
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value] : [value];
}

function byText(one: unknown, other: unknown): number {
  return canonicalJson(one) < canonicalJson(other) ? -1 : 1;
}
