import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { badRequest } from "../errors.ts";
import type { ApiKeyRecord } from "../store.ts";

/**
 * Applies one patch operation to an API key
 * (https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateApiKey-Patch).
 */
export function patchApiKey(key: ApiKeyRecord, { op, path, value }: PatchOperation, now: number): ApiKeyRecord {
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be one of: [replace]");
  if (path === "/description") return { ...key, description: value };
  if (path === "/name") return { ...key, name: value };
  if (path === "/customerId") return { ...key, customerId: value };
  // AWS treats every value other than "true" as false.
  if (path === "/enabled") return withEnabled(key, value === "true", now);
  throw badRequest(
    `Invalid patch path  '${path}' specified for op '${op}'. Must be one of: [/description, /enabled, /name, /customerId]`,
  );
}

function withEnabled(key: ApiKeyRecord, enabled: boolean, now: number): ApiKeyRecord {
  return key.enabled === enabled ? key : { ...key, enabled, enabledAt: now };
}
