import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { checkRevision, revisionIdOf, withNewRevision } from "./function-state.ts";
import { resourceNotFound } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";
import { functionsOf } from "./require-function.ts";
import type { FunctionRecord, PermissionStatement } from "./store.ts";

const POLICY_BYTES = 20_480;

const texts = new WeakMap<readonly PermissionStatement[], string>();

/** The resource policy as AWS stores and returns it. */
export function policyText(statements: readonly PermissionStatement[]): string {
  const known = texts.get(statements);
  if (known !== undefined) return known;
  const text = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
  texts.set(statements, text);
  return text;
}

/** Rejects a policy that is too large (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export function checkPolicySize(statements: readonly PermissionStatement[]): void {
  const size = Buffer.byteLength(policyText(statements));
  if (size > POLICY_BYTES)
    throw new AwsError(
      "PolicyLengthExceededException",
      400,
      `The final policy size (${size}) is bigger than the limit (${POLICY_BYTES}).`,
    );
}

/** Rejects an alias, because the local cloud has none. Other qualifiers are looked up. */
export function refuseAlias({ arn, qualifier }: FunctionLocation): void {
  if (qualifier !== undefined && /^(?!\d+$)[\w-]+$/.test(qualifier))
    throw resourceNotFound(`Cannot find alias arn: ${arn}:${qualifier}`);
}

/** The RevisionId of the policy. A function without a policy has only its own. */
export function policyRevisionOf(record: FunctionRecord, now: number): string {
  return record.policyRevisionId ?? revisionIdOf(record, now);
}

/** Rejects a RevisionId that is not the policy's latest. */
export function checkPolicyRevision(record: FunctionRecord, requested: string | undefined, now: number): void {
  if (requested !== policyRevisionOf(record, now)) checkRevision(record, requested, now, "GetPolicy");
}

/** Replaces the statements. Function and policy get the same new RevisionId. */
export function keepStatements(record: FunctionRecord, statements: readonly PermissionStatement[], call: Call): void {
  const changed = withNewRevision(record);
  const policyRevisionId = revisionIdOf(changed, call.cloud.clock.now());
  functionsOf(call)[record.name] = { ...changed, statements, policyRevisionId };
}
