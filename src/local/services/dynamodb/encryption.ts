import { randomUUID } from "node:crypto";
import type { SSESpecification } from "@aws-sdk/client-dynamodb";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { invalidValue } from "./errors.ts";

/** The KMS key for a table; undefined for DynamoDB's own key, the default. */
export function kmsKeyOf({ region, account }: Call, requested: SSESpecification = {}): string | undefined {
  if (requested.KMSMasterKeyId !== undefined) throw notSupported("SSESpecification.KMSMasterKeyId");
  if (requested.SSEType === "AES256") throw invalidValue("SSEType AES256 is not supported");
  if (requested.Enabled) return `arn:aws:kms:${region}:${account}:key/${randomUUID()}`;
  if (requested.SSEType !== undefined) throw invalidValue("SSEType can not be specified if Enabled is false");
  return undefined;
}
