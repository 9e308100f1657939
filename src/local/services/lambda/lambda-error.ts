import { AwsError } from "../../protocol/aws-error.ts";

/** Lambda's error for an invalid value. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", 400, message);
}

/** Lambda's error for a missing resource. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", 404, message);
}

/** Lambda's error for a call that conflicts with the current state, such as a name in use or an update in progress. */
export function resourceConflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", 409, message);
}
