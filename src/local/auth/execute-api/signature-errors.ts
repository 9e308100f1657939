import { AwsError } from "../../protocol/aws-error.ts";

/** API Gateway's error for a signature that lacks a part, or is none. */
export function incompleteSignature(message: string): AwsError {
  return new AwsError("IncompleteSignatureException", 403, message);
}

/** API Gateway's error for a signature that is wrong. */
export function invalidSignature(message: string): AwsError {
  return new AwsError("InvalidSignatureException", 403, message);
}
