import { randomUUID } from "node:crypto";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { checkRevision, revisionIdOf, withNewRevision } from "./function-state.ts";
import { resourceNotFound } from "./lambda-error.ts";
import type { FunctionLocation } from "./locate-function.ts";
import { functionsOf, requireSnapshot } from "./require-function.ts";
import type { FunctionRecord, PermissionStatement } from "./store.ts";

const MAX_POLICY_BYTES = 20_480;

const policyTexts = new WeakMap<readonly PermissionStatement[], string>();

/** The resource policy as AWS stores and returns it. */
export function policyText(statements: readonly PermissionStatement[]): string {
  const known = policyTexts.get(statements);
  if (known !== undefined) return known;
  const text = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
  policyTexts.set(statements, text);
  return text;
}

/** Rejects a policy that is too large (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export function checkPolicySize(statements: readonly PermissionStatement[]): void {
  const size = Buffer.byteLength(policyText(statements));
  if (size > MAX_POLICY_BYTES)
    throw new AwsError(
      "PolicyLengthExceededException",
      400,
      `The final policy size (${size}) is bigger than the limit (${MAX_POLICY_BYTES}).`,
    );
}

/** Rejects the qualifier of a version or alias that does not exist. */
export function checkQualifier({ aliases = {} }: FunctionRecord, location: FunctionLocation, call: Call): void {
  const { arn, qualifier } = location;
  if (qualifier === undefined || !/^(?!\d+$)[\w-]+$/.test(qualifier)) return void requireSnapshot(location, call);
  if (!Object.hasOwn(aliases, qualifier)) throw resourceNotFound(`Cannot find alias arn: ${arn}:${qualifier}`);
}

/** The statements for the function, or for the version or alias that the qualifier names. */
export function statementsOf(
  { statements, qualifiedPolicies = {} }: FunctionRecord,
  qualifier: string | undefined,
): readonly PermissionStatement[] {
  return qualifier === undefined ? statements : (qualifiedPolicies[qualifier]?.statements ?? []);
}

/** The RevisionId of the policy, or of the function if there has never been a policy. */
export function policyRevisionOf(record: FunctionRecord, qualifier: string | undefined, now: number): string {
  const known = qualifier === undefined ? record.policyRevisionId : record.qualifiedPolicies?.[qualifier]?.revisionId;
  return known ?? revisionIdOf(record, now);
}

/** Rejects a RevisionId that is neither the policy's nor the function's latest. */
export function checkPolicyRevision(
  record: FunctionRecord,
  qualifier: string | undefined,
  requested: string | undefined,
  call: Call,
): void {
  const now = call.cloud.clock.now();
  if (requested !== undefined && qualifier !== undefined)
    throw notSupported(`${call.operation}: the RevisionId of a version's or an alias's policy`);
  if (requested !== policyRevisionOf(record, qualifier, now)) checkRevision(record, requested, now, "GetPolicy");
}

/**
 * Replaces the statements. The policy gets a new RevisionId. The function gets a new one too, unless the policy belongs
 * to a version or alias.
 */
export function replaceStatements(
  record: FunctionRecord,
  qualifier: string | undefined,
  statements: readonly PermissionStatement[],
  call: Call,
): void {
  const functions = functionsOf(call);
  if (qualifier !== undefined) {
    const qualifiedPolicies = { ...record.qualifiedPolicies, [qualifier]: { statements, revisionId: randomUUID() } };
    functions[record.name] = { ...record, qualifiedPolicies };
    return;
  }
  const changed = withNewRevision(record);
  functions[record.name] = { ...changed, statements, policyRevisionId: revisionIdOf(changed, call.cloud.clock.now()) };
}
