import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import type { Call, Operation } from "../operation.ts";

/**
 * GetCallerIdentity requires no permission
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
export const getCallerIdentity = {
  needs: () => [],

  run(_input: object, { account, principal, cloud }: Call): GetCallerIdentityResponse {
    const user = Object.values(cloud.iam.data.users).find(({ arn }) => arn === principal.arn);
    return { Account: account, Arn: principal.arn, UserId: user?.userId ?? principal.arn };
  },
} satisfies Operation;
