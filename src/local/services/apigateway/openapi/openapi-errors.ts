import type { AwsError } from "../../../protocol/aws-error.ts";
import { badRequest } from "../errors.ts";

/** API Gateway's answer to a body that is not an OpenAPI document. */
export function invalidOpenApi(detail: string): AwsError {
  return badRequest(`Invalid OpenAPI input.\n\t${detail}`);
}

/** API Gateway's answer to an OpenAPI document that it cannot make an API of; nothing of it is imported. */
export function importError(detail: string): AwsError {
  return badRequest(`Errors found during import:\n\t${detail}`);
}
