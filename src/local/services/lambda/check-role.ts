import { AwsError } from "../../protocol/aws-error.ts";
import { canBeAssumedBy, findRoleByArn } from "../iam/roles.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { invalidParameter } from "./lambda-error.ts";

const LAMBDA = "lambda.amazonaws.com";

/**
 * Rejects an execution role that is in another account, does not exist, or does not trust Lambda. AWS returns the same
 * message in the last two cases.
 */
export function checkRole(roleArn: string, functionArn: string, call: Call): void {
  if (roleArn.split(":")[4] !== call.account)
    throw new AwsError("AccessDeniedException", 403, "Cross-account pass role is not allowed.");
  const role = findRoleByArn(call.cloud, roleArn);
  if (!role || !canBeAssumedBy(call.cloud, role, LAMBDA, functionArn))
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
}

/**
 * The permission to pass the role to Lambda
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html).
 */
export function passRolePermission(roleArn: string, functionArn: string): RequiredPermission {
  return {
    action: "iam:PassRole",
    resource: roleArn,
    context: { "iam:PassedToService": LAMBDA, "iam:AssociatedResourceArn": functionArn },
  };
}
