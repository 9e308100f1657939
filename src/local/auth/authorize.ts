import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { KnownKey } from "../services/iam/credentials.ts";
import { findRoleByArn, roleVerdict } from "../services/iam/roles.ts";
import type { RequiredPermission } from "../services/operation.ts";
import { evaluateIdentity, type Verdict } from "./policy/evaluate.ts";

/** Refuses a call whose principal lacks one of its needs, with AWS's message. */
export function authorize(
  cloud: LocalCloud,
  service: ServiceName,
  key: KnownKey,
  needs: readonly RequiredPermission[],
): void {
  for (const need of needs) {
    const verdict = verdictFor(cloud, key, need);
    if (verdict !== "allow") throw denied(service, key, need, verdict);
  }
}

/** What the caller's identity policies say to one need. */
export function verdictFor(cloud: LocalCloud, key: KnownKey, need: RequiredPermission): Verdict {
  const asked = {
    ...need,
    context: { "aws:PrincipalArn": key.principal.arn, "aws:PrincipalAccount": cloud.account, ...need.context },
  };
  if (key.policies !== "of-role") return evaluateIdentity(key.policies, asked);
  if (key.deniedUntil !== undefined && cloud.clock.now() < key.deniedUntil) return "implicit-deny";
  const role = findRoleByArn(cloud, key.principal.roleArn ?? "");
  return role ? roleVerdict(role, asked) : "implicit-deny";
}

function denied(service: ServiceName, key: KnownKey, need: RequiredPermission, verdict: Verdict): AwsError {
  if (key.principal.type === "anonymous") return new AwsError("AccessDenied", 403, "Access Denied");
  const why =
    verdict === "explicit-deny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${need.action} action`;
  const message = `User: ${key.principal.arn} is not authorized to perform: ${need.action} on resource: ${service === "s3" ? `"${need.resource}"` : need.resource} ${why}`;
  if (service === "iam" || service === "sts" || service === "s3") return new AwsError("AccessDenied", 403, message);
  return new AwsError("AccessDeniedException", service === "dynamodb" || service === "logs" ? 400 : 403, message);
}
