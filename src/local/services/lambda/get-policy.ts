import type { GetPolicyRequest, GetPolicyResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { resourceNotFound } from "./lambda-error.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { policyRevisionOf, policyText } from "./permission-policy.ts";
import { functionsOf } from "./require-function.ts";

export const getPolicy = {
  needs(input: Validated<GetPolicyRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  run(input: Validated<GetPolicyRequest>, call: Call): GetPolicyResponse {
    const location = locateFunction(input, call);
    const record = functionsOf(call)[location.name];
    // A policy added without a qualifier belongs to the function, not to $LATEST or a version.
    if (!record || record.statements.length === 0 || location.qualifier !== undefined)
      throw resourceNotFound("The resource you requested does not exist.");
    return { Policy: policyText(record.statements), RevisionId: policyRevisionOf(record, call.cloud.clock.now()) };
  },
} satisfies Operation;
