import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Call, Operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { assumeRole } from "./assume-role.ts";

/**
 * GetCallerIdentity requires no permission
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
const getCallerIdentity = {
  permissions: () => [],

  run(_input: object, { principal }: Call): GetCallerIdentityResponse {
    return { Account: principal.account, Arn: principal.arn, UserId: principal.userId };
  },
} satisfies Operation;

/** AWS Security Token Service: the identity of the caller, and role sessions. */
export const sts: Service = {
  name: "sts",
  validationError: "ValidationError",
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
};
