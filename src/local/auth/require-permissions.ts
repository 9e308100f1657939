import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { KnownKey } from "../services/iam/credentials.ts";
import { findRoleByArn, roleVerdict } from "../services/iam/roles.ts";
import type { RequiredPermission } from "../services/operation.ts";
import { type AccessRequest, evaluateIdentity, type Verdict } from "./policy/evaluate.ts";
import { resourceVerdict } from "./policy/resource-verdict.ts";

/** Throws AWS's error if the caller lacks one of the permissions. */
export function requirePermissions(
  cloud: LocalCloud,
  service: ServiceName,
  key: KnownKey,
  permissions: readonly RequiredPermission[],
): void {
  for (const permission of permissions) {
    // The endpoint serves one account: callers from other accounts have no permissions.
    const isForeign = key.principal.account !== cloud.account;
    const verdict = isForeign ? "implicit-deny" : verdictFor(cloud, key, permission);
    const byTable = tableVerdict(cloud, key, permission);
    if (byTable === "explicit-deny") throw denied(service, key, permission, "denied-by-resource");
    // Within one account, it is enough that either policy allows the action.
    if (verdict === "implicit-deny" && byTable === "allow" && !isForeign) continue;
    if (verdict !== "allow") throw denied(service, key, permission, verdict);
  }
}

/** Evaluates a permission against the caller's identity policies. */
export function verdictFor(cloud: LocalCloud, key: KnownKey, permission: RequiredPermission): Verdict {
  const request = accessRequestOf(key, permission);
  if (key.policies !== "of-role") return evaluateIdentity(key.policies, request);
  if (key.deniedUntil !== undefined && cloud.clock.now() < key.deniedUntil) return "implicit-deny";
  const role = findRoleByArn(cloud, key.principal.roleArn ?? "");
  return role ? roleVerdict(role, request) : "implicit-deny";
}

/**
 * Adds the caller's condition keys to a permission. For a role session, `aws:PrincipalArn` is the ARN of the role
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
 */
function accessRequestOf({ principal }: KnownKey, permission: RequiredPermission): AccessRequest {
  return {
    ...permission,
    context: {
      "aws:PrincipalArn": principal.roleArn ?? principal.arn,
      "aws:PrincipalAccount": principal.account,
      // Requests to AWS are encrypted; the local cloud supports only HTTP.
      "aws:SecureTransport": "true",
      ...permission.context,
    },
  };
}

/** Evaluates a permission against its table's policy; for other resources, the verdict is an implicit deny. */
function tableVerdict(cloud: LocalCloud, key: KnownKey, permission: RequiredPermission): Verdict {
  const [, region = "", name = ""] = /^arn:aws:dynamodb:([^:]+):\d+:table\/([^/]+)$/.exec(permission.resource) ?? [];
  const policy = cloud.dynamodb.data.regions[region]?.[name]?.policy;
  return resourceVerdict(policy, cloud.account, key.principal, accessRequestOf(key, permission));
}

function denied(
  service: ServiceName,
  key: KnownKey,
  permission: RequiredPermission,
  verdict: Verdict | "denied-by-resource",
): AwsError {
  if (key.principal.type === "anonymous") return new AwsError("AccessDenied", 403, "Access Denied");
  const why = DENIAL_REASONS[verdict] ?? `because no identity-based policy allows the ${permission.action} action`;
  const message = `User: ${key.principal.arn} is not authorized to perform: ${permission.action} on resource: ${service === "s3" ? `"${permission.resource}"` : permission.resource} ${why}`;
  if (service === "iam" || service === "sts" || service === "s3") return new AwsError("AccessDenied", 403, message);
  return new AwsError("AccessDeniedException", service === "dynamodb" || service === "logs" ? 400 : 403, message);
}

const DENIAL_REASONS: Readonly<Record<string, string>> = {
  "explicit-deny": "with an explicit deny in an identity-based policy",
  "denied-by-resource": "with an explicit deny in a resource-based policy",
};
