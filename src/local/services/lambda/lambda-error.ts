import { AwsError } from "../../protocol/aws-error.ts";

/** What Lambda answers to a value that it does not take. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", 400, message);
}

/** What Lambda answers when something is not there. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", 404, message);
}

/** What Lambda answers when the state of the function does not allow the call. */
export function resourceConflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", 409, message);
}
