import type { Verdict } from "../../auth/policy/evaluate.ts";
import { resourceVerdict } from "../../auth/policy/resource-verdict.ts";
import type { Call, RequiredPermission } from "../operation.ts";
import { accessDenied, type BucketInput, bucketArn, objectArn, requireBucket } from "./buckets.ts";
import { anonymousVerdict } from "./public-access.ts";
import type { BucketRecord } from "./store.ts";

/**
 * The permissions that a caller still needs for an action on a bucket: none if the bucket policy allows the action and
 * the caller's policies do not deny it. Throws if the bucket policy denies it.
 */
export function bucketPermissions(
  call: Call,
  input: BucketInput,
  action: string,
  context: RequiredPermission["context"] = {},
): RequiredPermission[] {
  return remainingPermissions(call, requireBucket(call, input), { action, resource: bucketArn(input.Bucket), context });
}

/** The permissions that a caller still needs for an action on an object. The object need not exist. */
export function objectPermissions(
  call: Call,
  input: BucketInput & { readonly Key: string },
  action: string,
): RequiredPermission[] {
  return remainingPermissions(call, requireBucket(call, input), {
    action,
    resource: objectArn(input.Bucket, input.Key),
  });
}

/** S3's error message for a caller that lacks a permission; undefined if the caller has the permission. */
export function refusalOf(call: Call, bucket: BucketRecord, permission: RequiredPermission): string | undefined {
  const verdicts = [policyVerdict(call, bucket, permission), call.verdict(permission)];
  if (verdicts.includes("explicit-deny")) return refusal(call, permission, "with an explicit deny in a policy");
  if (verdicts.includes("allow")) return undefined;
  return refusal(call, permission, `because no identity-based policy allows the ${permission.action} action`);
}

function remainingPermissions(call: Call, bucket: BucketRecord, permission: RequiredPermission): RequiredPermission[] {
  const verdict = policyVerdict(call, bucket, permission);
  if (verdict === "explicit-deny")
    throw accessDenied(refusal(call, permission, "with an explicit deny in a resource-based policy"));
  // Within one account, either the bucket policy or the caller's policies can allow the call, but the caller's policies
  // can still deny it.
  return verdict === "allow" && call.verdict(permission) !== "explicit-deny" ? [] : [permission];
}

function policyVerdict(call: Call, bucket: BucketRecord, permission: RequiredPermission): Verdict {
  const { policy } = bucket;
  if (policy === undefined) return "implicit-deny";
  if (call.principal.type === "anonymous") return anonymousVerdict(call.cloud, bucket, permission);
  const { arn, roleArn } = call.principal;
  const context = { "aws:PrincipalArn": roleArn ?? arn, "aws:SecureTransport": "true", ...permission.context };
  return resourceVerdict(policy, call.account, call.principal, { ...permission, context });
}

function refusal(call: Call, permission: RequiredPermission, why: string): string {
  if (call.principal.type === "anonymous") return "Access Denied";
  return `User: ${call.principal.arn} is not authorized to perform: ${permission.action} on resource: "${permission.resource}" ${why}`;
}
