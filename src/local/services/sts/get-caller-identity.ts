import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Call, Operation } from "../operation.ts";

/**
 * GetCallerIdentity requires no permission
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
export const getCallerIdentity = {
  needs: () => [],

  run(_input: object, { principal }: Call): GetCallerIdentityResponse {
    return { Account: principal.account, Arn: principal.arn, UserId: principal.userId };
  },
} satisfies Operation;
