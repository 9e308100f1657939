import { AwsError } from "../../protocol/aws-error.ts";

/** API Gateway's answer to input that it does not take. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", 400, message);
}

/** API Gateway's answer to an identifier that it does not know. */
export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", 404, message);
}

/** API Gateway's answer to a change that what is there forbids. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", 409, message);
}
