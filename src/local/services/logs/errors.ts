import { AwsError } from "../../protocol/aws-error.ts";

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", 400, message);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", 400, message);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError("ResourceAlreadyExistsException", 400, message);
}

export function invalidToken(): AwsError {
  return invalidParameter("The specified nextToken is invalid.");
}
