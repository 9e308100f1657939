import { AwsError } from "../../protocol/aws-error.ts";

/** API Gateway's error for invalid input. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", 400, message);
}

/** API Gateway's error for an unknown identifier. */
export function notFound(message: string): AwsError {
  return new AwsError("NotFoundException", 404, message);
}

/** API Gateway's error for a change that conflicts with the current state. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", 409, message);
}

/** API Gateway's error for a body that is not a valid OpenAPI document. */
export function invalidOpenApi(detail: string): AwsError {
  return badRequest(`Invalid OpenAPI input.\n\t${detail}`);
}

/** API Gateway's error for an OpenAPI document that it cannot import. */
export function importError(detail: string): AwsError {
  return badRequest(`Errors found during import:\n\t${detail}`);
}
