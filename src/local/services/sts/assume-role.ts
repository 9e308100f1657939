import type { AssumeRoleRequest, AssumeRoleResponse } from "@aws-sdk/client-sts";
import { evaluateTrust } from "../../auth/policy/evaluate.ts";
import { verdictForCaller } from "../../auth/policy/resource-verdict.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { issueSession } from "../iam/credentials.ts";
import { findRoleByArn, trustPolicyKnownTo } from "../iam/roles.ts";
import type { RoleRecord } from "../iam/store.ts";
import type { Call, Operation, Validated } from "../operation.ts";

const DEFAULT_SECONDS = 3600;
/** The maximum session duration if the caller is itself a role session. */
const MAX_CHAINED_SECONDS = 3600;

export const assumeRole = {
  // `run` checks the permission, because the trust policy can make it unnecessary.
  permissions: () => [],

  run(input: Validated<AssumeRoleRequest>, call: Call): AssumeRoleResponse {
    const { RoleArn, RoleSessionName, DurationSeconds: seconds = DEFAULT_SECONDS } = input;
    const role = findRoleByArn(call.cloud, RoleArn);
    if (!role || !mayAssume(call, role)) throw denied(call, RoleArn);
    checkDuration(call, role, seconds);
    const { accessKeyId, secretAccessKey, sessionToken } = issueSession(call.cloud, RoleArn, RoleSessionName, seconds);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(call.cloud.clock.now() + seconds * 1000),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${RoleSessionName}`,
        Arn: `arn:aws:sts::${call.account}:assumed-role/${role.name}/${RoleSessionName}`,
      },
    };
  },
} satisfies Operation;

/**
 * Within one account, a trust policy that names the caller is sufficient; if it names only the account, the caller's
 * policies must also allow the call. For a caller from another account, both the trust policy and the caller's
 * policies must allow the call. An explicit deny in either rejects the call
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html).
 */
function mayAssume(call: Call, role: RoleRecord): boolean {
  const { account, cloud, principal } = call;
  const trust = trustPolicyKnownTo(cloud, role, "sts.amazonaws.com");
  if (trust === undefined) return false;
  const context = {
    "aws:PrincipalArn": principal.roleArn ?? principal.arn,
    "aws:PrincipalAccount": principal.account,
  };
  const byIdentity = call.verdict({ action: "sts:AssumeRole", resource: role.arn });
  // An empty owner matches no account, so a policy that names only the caller's account is sufficient here.
  const byAccount = verdictForCaller("", principal, (requester) => evaluateTrust(trust, context, requester));
  const byName = verdictForCaller(account, principal, (requester) => evaluateTrust(trust, context, requester));
  if (byIdentity === "explicit-deny" || byAccount !== "allow") return false;
  return byIdentity === "allow" || (principal.account === account && byName === "allow");
}

function checkDuration({ principal }: Call, role: RoleRecord, seconds: number): void {
  if (principal.type === "assumed-role" && seconds > MAX_CHAINED_SECONDS)
    throw new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  if (seconds > role.maxSessionDuration)
    throw new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
}

function denied({ principal }: Call, roleArn: string): AwsError {
  return new AwsError(
    "AccessDenied",
    403,
    `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
}
