import type { RemovePermissionRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { resourceNotFound } from "./lambda-error.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { checkPolicyRevision, keepStatements, refuseAlias } from "./permission-policy.ts";
import { functionsOf, requireFunction } from "./require-function.ts";

export const removePermission = {
  needs(input: Validated<RemovePermissionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<RemovePermissionRequest>, call: Call) {
    const location = locateFunction(input, call);
    if (!functionsOf(call)[location.name]) throw resourceNotFound(`No policy found for: ${location.arn}`);
    refuseAlias(location);
    const record = requireFunction(location, call);
    if (record.statements.length === 0) throw resourceNotFound("No policy is associated with the given resource.");
    const statements = record.statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (statements.length === record.statements.length)
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    checkPolicyRevision(record, input.RevisionId, call.cloud.clock.now());
    keepStatements(record, statements, call);
    return undefined;
  },
} satisfies Operation;
