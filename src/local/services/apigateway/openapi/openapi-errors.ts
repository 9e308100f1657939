import type { AwsError } from "../../../protocol/aws-error.ts";
import { badRequest } from "../errors.ts";

/** API Gateway's error for a body that is not an OpenAPI document. */
export function invalidOpenApi(detail: string): AwsError {
  return badRequest(`Invalid OpenAPI input.\n\t${detail}`);
}

/** API Gateway's error for an OpenAPI document that it cannot import. No part of it is imported. */
export function importError(detail: string): AwsError {
  return badRequest(`Errors found during import:\n\t${detail}`);
}
