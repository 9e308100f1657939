import { parseTrustedJson } from "../../../text/json.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { EngineResponse } from "./send-to-engine.ts";

/** DynamoDB's error for an invalid request. */
export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", 400, message);
}

/** DynamoDB's error for an invalid request, with the prefix that many of its messages share. */
export function invalidValue(rule: string): AwsError {
  return invalid(`One or more parameter values were invalid: ${rule}`);
}

export function tableNotFound(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", 400, `Requested resource not found: Table: ${name} not found`);
}

/** The prefix of most errors for a table that is being created, updated or deleted. */
export const IN_USE = "Attempt to change a resource which is still in use:";

export function inUse(message: string): AwsError {
  return new AwsError("ResourceInUseException", 400, message);
}

/** The name of the engine's error; undefined if the engine succeeded. */
export function errorNameOf(response: EngineResponse): string | undefined {
  return response.status < 400 ? undefined : readError(response).name;
}

/** The engine's error as an AwsError. */
export function engineError(response: EngineResponse): AwsError {
  const { name, message } = readError(response);
  return new AwsError(name, response.status, message);
}

function readError({ body }: EngineResponse): { readonly name: string; readonly message: string } {
  const error = parseTrustedJson<{ __type?: string; message?: string; Message?: string }>(body || "{}");
  const { __type: type = "InternalServerError", message, Message } = error;
  return { name: String(type).replace(/^.*#/, ""), message: String(message ?? Message ?? "") };
}
