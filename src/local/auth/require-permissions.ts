import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { KnownKey } from "../services/iam/credentials.ts";
import { findRoleByArn, roleVerdict } from "../services/iam/roles.ts";
import type { RequiredPermission } from "../services/operation.ts";
import { evaluateIdentity, type Verdict } from "./policy/evaluate.ts";

/** Rejects a caller without one of the permissions, with AWS's message. */
export function requirePermissions(
  cloud: LocalCloud,
  service: ServiceName,
  key: KnownKey,
  permissions: readonly RequiredPermission[],
): void {
  for (const permission of permissions) {
    // The endpoint serves one account. A caller of another one has no resources in it.
    const isForeign = key.principal.account !== cloud.account;
    const verdict = isForeign ? "implicit-deny" : verdictFor(cloud, key, permission);
    if (verdict !== "allow") throw denied(service, key, permission, verdict);
  }
}

/** Whether the caller's identity policies allow a permission. */
export function verdictFor(cloud: LocalCloud, key: KnownKey, permission: RequiredPermission): Verdict {
  const request = {
    ...permission,
    context: {
      "aws:PrincipalArn": key.principal.arn,
      "aws:PrincipalAccount": key.principal.account,
      ...permission.context,
    },
  };
  if (key.policies !== "of-role") return evaluateIdentity(key.policies, request);
  if (key.deniedUntil !== undefined && cloud.clock.now() < key.deniedUntil) return "implicit-deny";
  const role = findRoleByArn(cloud, key.principal.roleArn ?? "");
  return role ? roleVerdict(role, request) : "implicit-deny";
}

function denied(service: ServiceName, key: KnownKey, permission: RequiredPermission, verdict: Verdict): AwsError {
  if (key.principal.type === "anonymous") return new AwsError("AccessDenied", 403, "Access Denied");
  const why =
    verdict === "explicit-deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${permission.action} action`;
  const message = `User: ${key.principal.arn} is not authorized to perform: ${permission.action} on resource: ${service === "s3" ? `"${permission.resource}"` : permission.resource} ${why}`;
  if (service === "iam" || service === "sts" || service === "s3") return new AwsError("AccessDenied", 403, message);
  return new AwsError("AccessDeniedException", service === "dynamodb" || service === "logs" ? 400 : 403, message);
}
