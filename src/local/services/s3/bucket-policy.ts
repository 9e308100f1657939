import { isRecord, parseJson } from "../../../text/json.ts";
import { type PolicyDocument, parsePolicy, type Statement } from "../../auth/policy/document.ts";
import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { mayBeNamed } from "../iam/principals.ts";
import { bucketArn } from "./buckets.ts";

const POLICY_LIMIT_BYTES = 20 * 1024;

/**
 * Rejects a bucket policy that is malformed or too large, or that names another bucket or a nonexistent principal
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html).
 */
export function checkBucketPolicy(cloud: LocalCloud, bucket: string, text: string): void {
  if (Buffer.byteLength(text) > POLICY_LIMIT_BYTES)
    throw malformed("Policy exceeds the maximum allowed document size.");
  for (const statement of parse(text).statements) {
    if (!(statement.principals ?? []).every((principal) => mayBeNamed(cloud, principal)))
      throw malformed("Invalid principal in policy");
    checkActions(statement);
    checkResources(statement, bucket);
  }
}

function parse(text: string): PolicyDocument {
  try {
    return parsePolicy(text, "resource");
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== "MalformedPolicyDocument") throw error;
    throw malformed(whyMalformed(text, error.message));
  }
}

function whyMalformed(text: string, reason: string): string {
  const policy = text.startsWith("{") ? parseJson(text) : undefined;
  if (!isRecord(policy)) return "Policies must be valid JSON and the first byte must be '{'";
  return "Statement" in policy ? toS3Message(reason) : "Missing required field Statement";
}

function toS3Message(message: string): string {
  const [, replacement] = S3_MESSAGES.find(([start]) => message.startsWith(start)) ?? [];
  return replacement ?? message;
}

const S3_MESSAGES: readonly (readonly [string, string])[] = [
  ["Policy statement must contain actions", "Missing required field Action"],
  ["Policy statement must contain resources", "Missing required field Resource"],
  ["Actions/Conditions must be prefaced by a vendor", "Policy has invalid action"],
  ["Resource ", "Policy has invalid resource"],
];

function checkActions({ actions, notActions }: Statement): void {
  for (const action of [...actions, ...notActions])
    if (action !== "*" && !action.toLowerCase().startsWith("s3:")) throw malformed("Policy has invalid action");
}

function checkResources({ actions, resources, notResources }: Statement, bucket: string): void {
  const arn = bucketArn(bucket);
  for (const resource of [...resources, ...notResources])
    if (resource !== arn && !resource.startsWith(`${arn}/`)) throw malformed("Policy has invalid resource");
  const fits = (action: string) => {
    const level = levelOf(action);
    return level === undefined || resources.some((resource) => (level === "bucket") === (resource === arn));
  };
  if (resources.length > 0 && !actions.every(fits))
    throw malformed("Action does not apply to any resource(s) in statement");
}

/** Whether an action applies to buckets or objects; undefined if unknown, or for wildcards, which can match both. */
function levelOf(action: string): "bucket" | "object" | undefined {
  if (/[*?]/.test(action)) return undefined;
  const name = action.slice("s3:".length);
  if (/Bucket|^(Get|Put)(Lifecycle|Replication|Encryption|Inventory|Analytics|Metrics)/.test(name)) return "bucket";
  return /Object|Multipart/.test(name) ? "object" : undefined;
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicy", 400, message);
}
