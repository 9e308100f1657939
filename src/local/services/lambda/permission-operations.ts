import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { invalidParameter, resourceConflict, resourceNotFound } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import {
  checkPolicyRevision,
  checkPolicySize,
  checkQualifier,
  policyRevisionOf,
  policyText,
  replaceStatements,
  statementsOf,
} from "./permission-policy.ts";
import { functionsOf, requireOwner } from "./require-function.ts";
import type { PermissionStatement } from "./store.ts";

export const addPermission = {
  permissions(input: Validated<AddPermissionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<AddPermissionRequest>, call: Call): AddPermissionResponse {
    const location = locateFunction(input, call);
    if (location.qualifier === "$LATEST")
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    const { qualifier } = location;
    const record = requireOwner(location, call);
    checkQualifier(record, location, call);
    checkPolicyRevision(record, qualifier, input.RevisionId, call);
    const before = statementsOf(record, qualifier);
    if (before.some(({ Sid }) => Sid === input.StatementId))
      throw resourceConflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    const statement = createStatement(input, qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`);
    const statements = [...before, statement];
    checkPolicySize(statements);
    replaceStatements(record, qualifier, statements, call);
    return { Statement: JSON.stringify(statement) };
  },
} satisfies Operation;

function createStatement(input: Validated<AddPermissionRequest>, functionArn: string): PermissionStatement {
  const condition = {
    ...(input.SourceAccount !== undefined && { StringEquals: { "AWS:SourceAccount": input.SourceAccount } }),
    ...(input.SourceArn !== undefined && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(text: string): PermissionStatement["Principal"] {
  if (text === "*") return "*";
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(text)) return { Service: text };
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` };
  if (/^arn:aws:(iam|sts)::\d{12}:.+/.test(text)) return { AWS: text };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

export const removePermission = {
  permissions(input: Validated<RemovePermissionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<RemovePermissionRequest>, call: Call) {
    const location = locateFunction(input, call);
    const { qualifier } = location;
    const record = functionsOf(call)[location.name];
    if (!record) throw resourceNotFound(`No policy found for: ${location.arn}`);
    checkQualifier(record, location, call);
    const before = statementsOf(record, qualifier);
    if (before.length === 0) throw resourceNotFound("No policy is associated with the given resource.");
    const statements = before.filter(({ Sid }) => Sid !== input.StatementId);
    if (statements.length === before.length)
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    checkPolicyRevision(record, qualifier, input.RevisionId, call);
    replaceStatements(record, qualifier, statements, call);
    return undefined;
  },
} satisfies Operation;

export const getPolicy = {
  permissions(input: Validated<GetPolicyRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<GetPolicyRequest>, call: Call): GetPolicyResponse {
    const { name, qualifier } = locateFunction(input, call);
    const record = functionsOf(call)[name];
    // A policy added without a qualifier belongs to the function, not to $LATEST or a version.
    const statements = record ? statementsOf(record, qualifier) : [];
    if (!record || statements.length === 0) throw resourceNotFound("The resource you requested does not exist.");
    return {
      Policy: policyText(statements),
      RevisionId: policyRevisionOf(record, qualifier, call.cloud.clock.now()),
    };
  },
} satisfies Operation;
