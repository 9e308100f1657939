import { isRecord, parseJson } from "../../../text/json.ts";
import { parsePolicy, type Statement } from "../../auth/policy/document.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { mayBeNamed } from "../iam/principals.ts";
import type { Call } from "../operation.ts";
import { badRequest } from "./errors.ts";

/**
 * A resource policy as API Gateway keeps it: short resources (`execute-api:/*`) have become ARNs. Throws API Gateway's
 * error for a malformed policy and for principals that do not exist
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html).
 */
export function readResourcePolicy(call: Call, restApiId: string, document: unknown): string {
  const policy = typeof document === "string" ? parseJson(document) : document;
  if (!isRecord(policy)) throw invalidPolicy();
  const prefix = `arn:aws:execute-api:${call.region}:${call.account}:${restApiId}`;
  const { Statement } = policy;
  const expanded = Array.isArray(Statement)
    ? Statement.map((one) => withFullArns(one, prefix))
    : withFullArns(Statement, prefix);
  const text = JSON.stringify({ ...policy, Statement: expanded });
  for (const statement of parse(text)) check(call, statement);
  return text;
}

/** The policy in the form of API Gateway's responses: JSON that is escaped once more, slashes included. */
export function escapedPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1).replaceAll("/", "\\/");
}

function withFullArns(statement: unknown, prefix: string): unknown {
  if (!isRecord(statement)) return statement;
  const full = (resource: unknown) =>
    typeof resource === "string" ? resource.replace(/^execute-api:(?=\/)/, prefix) : resource;
  const members = Object.entries(statement).map(([name, value]) => {
    if (name !== "Resource" && name !== "NotResource") return [name, value] as const;
    return [name, Array.isArray(value) ? value.map(full) : full(value)] as const;
  });
  return Object.fromEntries(members);
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
