import { isRecord, type JsonObject, parseJson, parseTrustedJson } from "../../../text/json.ts";
import { parsePolicy, type Statement } from "../../auth/policy/document.ts";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { fromPrincipalId, mayBeNamed, toPrincipalId } from "../iam/principals.ts";
import type { Call } from "../operation.ts";
import { badRequest } from "./errors.ts";

/**
 * The maximum length of a resource policy
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html).
 */
const MAX_POLICY_CHARACTERS = 8192;

/**
 * Converts a resource policy to the form that API Gateway stores: short resources (`execute-api:/*`) become ARNs, and
 * roles and users become their IDs. Throws API Gateway's error for a malformed policy and for principals that do not
 * exist (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html).
 */
export function readResourcePolicy(call: Call, restApiId: string, document: unknown): string {
  const policy = typeof document === "string" ? parseJson(document) : document;
  if (!isRecord(policy)) throw invalidPolicy();
  const prefix = `arn:aws:execute-api:${call.region}:${call.account}:${restApiId}`;
  const text = mapStatements(policy, {
    Resource: (resource) => resource.replace(/^execute-api:(?=\/)/, prefix),
    NotResource: (resource) => resource.replace(/^execute-api:(?=\/)/, prefix),
  });
  if (text.length > MAX_POLICY_CHARACTERS) throw invalidPolicy();
  for (const statement of parse(text)) check(call, statement);
  return mapStatements(parseTrustedJson(text), { Principal: (principal) => toPrincipalId(call.cloud, principal) });
}

/** Converts a stored policy to the form that API Gateway returns: the IDs of existing roles and users become ARNs. */
export function shownPolicy(cloud: LocalCloud, policy: string): string {
  return mapStatements(parseTrustedJson(policy), { Principal: (principal) => fromPrincipalId(cloud, principal) });
}

/** Escapes a policy's JSON once more, including its slashes (`\/`), as API Gateway does in its responses. */
export function escapedPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1).replaceAll("/", "\\/");
}

/** Replaces the strings in the given members of a policy's statements, and returns the policy as JSON. */
function mapStatements(policy: JsonObject, members: Readonly<Record<string, (text: string) => string>>): string {
  const mapStatement = (statement: unknown) => {
    if (!isRecord(statement)) return statement;
    const entries = Object.entries(statement).map(([name, value]) => {
      const map = members[name];
      return [name, map ? mapStrings(value, map) : value] as const;
    });
    return Object.fromEntries(entries);
  };
  const { Statement } = policy;
  return JSON.stringify({
    ...policy,
    Statement: Array.isArray(Statement) ? Statement.map(mapStatement) : mapStatement(Statement),
  });
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((inner) => mapStrings(inner, map));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapStrings(inner, map)]));
}

function parse(text: string): readonly Statement[] {
  try {
    return parsePolicy(text, "resource").statements;
  } catch (error) {
    if (error instanceof AwsError && error.code === "MalformedPolicyDocument") throw invalidPolicy();
    throw error;
  }
}

function check(call: Call, { principals = [], actions, notActions, resources, notResources }: Statement): void {
  const isValid =
    principals.every((principal) => mayBeNamed(call.cloud, principal)) &&
    [...actions, ...notActions].every((action) => action === "*" || /^execute-api:/i.test(action)) &&
    [...resources, ...notResources].every((resource) => resource === "*" || /^arn:aws:execute-api:/.test(resource));
  if (!isValid) throw invalidPolicy();
}

function invalidPolicy(): AwsError {
  return badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");
}
