import type { RemovePermissionRequest } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { checkRevision, withNewRevision } from "./function-state.ts";
import { resourceNotFound } from "./lambda-error.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { functionsOf, presentFunction } from "./present-function.ts";

export const removePermission = {
  needs(input: Validated<RemovePermissionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<RemovePermissionRequest>, call: Call) {
    const record = presentFunction(locateFunction(input, call), call);
    if (record.statements.length === 0) throw resourceNotFound("No policy is associated with the given resource.");
    const statements = record.statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (statements.length === record.statements.length)
      throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
    checkRevision(record, input.RevisionId, call.cloud.clock.now(), "GetPolicy");
    functionsOf(call)[record.name] = { ...withNewRevision(record), statements };
    return undefined;
  },
} satisfies Operation;
