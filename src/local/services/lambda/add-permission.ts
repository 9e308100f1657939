import type { AddPermissionRequest, AddPermissionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { invalidParameter, resourceConflict } from "./lambda-error.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { checkPolicyRevision, checkPolicySize, keepStatements, refuseAlias } from "./permission-policy.ts";
import { requireFunction, requireOwner } from "./require-function.ts";
import type { PermissionStatement } from "./store.ts";

export const addPermission = {
  needs(input: Validated<AddPermissionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<AddPermissionRequest>, call: Call): AddPermissionResponse {
    const location = locateFunction(input, call);
    if (location.qualifier === "$LATEST")
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    requireOwner(location, call);
    refuseAlias(location);
    const record = requireFunction(location, call);
    checkPolicyRevision(record, input.RevisionId, call.cloud.clock.now());
    if (record.statements.some(({ Sid }) => Sid === input.StatementId))
      throw resourceConflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    const statement = makeStatement(input, record.arn);
    const statements = [...record.statements, statement];
    checkPolicySize(statements);
    keepStatements(record, statements, call);
    return { Statement: JSON.stringify(statement) };
  },
} satisfies Operation;

function makeStatement(input: Validated<AddPermissionRequest>, functionArn: string): PermissionStatement {
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
