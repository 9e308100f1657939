import { isRecord } from "../../../text/json.ts";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import { baseOperator, CONDITION_OPERATORS } from "./condition.ts";
import { parseIpRange } from "./ip-range.ts";

/** A parsed IAM policy. Every list is an array, even if the document has a single string. */
export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  readonly principals?: readonly PrincipalPattern[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Operator, condition key, accepted values. */
  readonly conditions: readonly (readonly [string, string, readonly string[]])[];
}

export interface PrincipalPattern {
  readonly type: "AWS" | "Service" | "Any";
  readonly value: string;
}

/** An identity policy must not name principals; a trust policy and a resource policy must. */
type PolicyKind = "identity" | "resource" | "trust";

const KNOWN_ELEMENTS = new Set([
  "Sid",
  "Effect",
  "Principal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);
const cache = new Map<string, PolicyDocument>();
const MAX_CACHED_DOCUMENTS = 500;

/**
 * Parses a policy document. Throws MalformedPolicyDocument as IAM does, and NotSupportedByLocalCloud for anything that
 * the local cloud cannot evaluate.
 */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  const key = `${kind} ${text}`;
  const known = cache.get(key);
  if (known) return known;
  const document = { statements: statementsOf(text).map((statement) => parseStatement(statement, kind)) };
  if (cache.size >= MAX_CACHED_DOCUMENTS) cache.clear();
  cache.set(key, document);
  return document;
}

function statementsOf(text: string): readonly Record<string, unknown>[] {
  const document = parseJson(text);
  if (!isRecord(document)) throw malformed("Syntax errors in policy.");
  if (document.Version !== undefined && document.Version !== "2012-10-17" && document.Version !== "2008-10-17")
    throw malformed("Syntax errors in policy.");
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  if (statements.length === 0 || !statements.every(isRecord)) throw malformed("Syntax errors in policy.");
  return statements;
}

function parseStatement(raw: Record<string, unknown>, kind: PolicyKind): Statement {
  if (raw.NotPrincipal !== undefined) throw notSupported("The policy element NotPrincipal");
  for (const key of Object.keys(raw))
    if (!KNOWN_ELEMENTS.has(key)) throw malformed(`Syntax error at position: unknown field ${key}`);
  if (raw.Effect !== "Allow" && raw.Effect !== "Deny") throw malformed("Syntax errors in policy.");
  const statement = {
    ...(typeof raw.Sid === "string" && { sid: raw.Sid }),
    effect: raw.Effect === "Allow" ? ("Allow" as const) : ("Deny" as const),
    ...(kind !== "identity" && { principals: parsePrincipals(raw.Principal) }),
    actions: strings(raw.Action),
    notActions: strings(raw.NotAction),
    resources: strings(raw.Resource),
    notResources: strings(raw.NotResource),
    conditions: parseConditions(raw.Condition),
  };
  if (statement.actions.length + statement.notActions.length === 0)
    throw malformed("Policy statement must contain actions.");
  if (kind === "identity" && raw.Principal !== undefined)
    throw malformed("Policy document should not specify a principal.");
  if (kind !== "trust" && statement.resources.length + statement.notResources.length === 0)
    throw malformed("Policy statement must contain resources.");
  if (kind === "trust" && raw.Resource !== undefined) throw malformed("Has prohibited field Resource");
  for (const action of [...statement.actions, ...statement.notActions])
    if (action !== "*" && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(action))
      throw malformed(`Actions/Conditions must be prefaced by a vendor: ${action}`);
  for (const resource of [...statement.resources, ...statement.notResources])
    if (resource !== "*" && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(resource))
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  const [variable] = /\$\{(?!\*|\?|\$)[^}]*\}?/.exec(JSON.stringify(raw)) ?? [];
  if (variable !== undefined) throw notSupported(`The policy variable ${variable}`);
  return statement;
}

function parsePrincipals(raw: unknown): readonly PrincipalPattern[] {
  if (raw === "*") return [{ type: "Any", value: "*" }];
  if (!isRecord(raw)) throw malformed("Missing required field Principal");
  return Object.entries(raw).flatMap(([type, values]) => {
    if (type !== "AWS" && type !== "Service") throw notSupported(`A policy principal of type ${type}`);
    return strings(values).map(
      (value): PrincipalPattern => (type === "AWS" && value === "*" ? { type: "Any", value } : { type, value }),
    );
  });
}

function parseConditions(raw: unknown): Statement["conditions"] {
  if (raw === undefined) return [];
  if (!isRecord(raw)) throw malformed("Syntax errors in policy.");
  return Object.entries(raw).flatMap(([operator, keys]) => {
    if (!CONDITION_OPERATORS.has(baseOperator(operator)))
      throw notSupported(`The policy condition operator ${operator}`);
    if (!isRecord(keys)) throw malformed("Syntax errors in policy.");
    return Object.entries(keys).map(([key, values]) => {
      const accepted = strings(values);
      const isIpOperator = baseOperator(operator).endsWith("IpAddress");
      if (isIpOperator && accepted.some((value) => !parseIpRange(value)))
        throw malformed("The policy contains an invalid IP address.");
      return [operator, key, accepted] as const;
    });
  });
}

function strings(raw: unknown): readonly string[] {
  if (raw === undefined) return [];
  const list = Array.isArray(raw) ? raw : [raw];
  return list.map((value) => {
    if (typeof value === "string") return value;
    if (typeof value === "boolean" || typeof value === "number") return String(value);
    throw malformed("Syntax errors in policy.");
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocument", 400, message);
}
