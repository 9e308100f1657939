import { AwsError } from "../../aws-error.ts";
import type { PermissionStatement } from "./store.ts";

const POLICY_BYTES = 20_480;

const texts = new WeakMap<readonly PermissionStatement[], string>();

/** The resource policy as AWS stores and answers it. */
export function policyText(statements: readonly PermissionStatement[]): string {
  const known = texts.get(statements);
  if (known !== undefined) return known;
  const text = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
  texts.set(statements, text);
  return text;
}

/** Refuses a policy that has grown too large (LAMBDA/gettingstarted-limits). */
export function checkPolicySize(statements: readonly PermissionStatement[]): void {
  const size = Buffer.byteLength(policyText(statements));
  if (size > POLICY_BYTES)
    throw new AwsError(
      "PolicyLengthExceededException",
      400,
      `The final policy size (${size}) is bigger than the limit (${POLICY_BYTES}).`,
    );
}
