import { type PolicyDocument, parsePolicy } from "../../auth/policy/document.ts";
import { areFixed, isPublicStatement } from "../../auth/policy/public-statement.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { invalid, invalidValue } from "./errors.ts";

/**
 * The maximum size of a policy
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html).
 */
const MAX_BYTES = 20 * 1024;

/** Rejects a policy that is too large, invalid or public. */
export function checkResourcePolicy(policy: string): void {
  if (Buffer.byteLength(policy) > MAX_BYTES) throw invalid(`Policy size exceeds the maximum of ${MAX_BYTES} bytes`);
  // AWS does not document its error message for a public policy.
  if (parse(policy).statements.some((statement) => isPublicStatement(statement, restrictsCallers)))
    throw invalidPolicy("The policy grants public access.");
}

function parse(policy: string): PolicyDocument {
  try {
    return parsePolicy(policy, "resource");
  } catch (error) {
    if (error instanceof AwsError && error.code === "MalformedPolicyDocument") throw invalidPolicy(error.message);
    throw error;
  }
}

/** For the prefix, see https://github.com/aws/aws-cdk/pull/36194 */
function invalidPolicy(reason: string): AwsError {
  return invalidValue(`Invalid policy document: ${reason}`);
}

/**
 * The condition keys that can make a statement for everyone non-public. Unlike in S3, `aws:SourceIp` is not one of them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-bpa-rbp.html).
 */
const TRUSTED_KEYS = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "aws:ec2instancesourcevpc",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

function restrictsCallers(key: string, values: readonly string[]): boolean {
  if (key === "aws:principalisawsservice") return values.every((value) => value === "true");
  return TRUSTED_KEYS.has(key) && areFixed(values);
}
