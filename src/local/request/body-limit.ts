import { randomUUID } from "node:crypto";
import type { Claim } from "../auth/claim.ts";
import { readClaim } from "../auth/read-claim.ts";
import { unsignedClaim } from "../auth/unsigned-claim.ts";
import type { LocalCloud } from "../cloud.ts";
import { modelOf, type ServiceName } from "../model/service-model.ts";
import { AwsError, notSupported } from "../protocol/aws-error.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";
import { findUnknownService, unknownServiceResponse } from "./unknown-service.ts";

/** A body of up to this size is read before the request's signature is checked. */
export const SMALL_BODY_BYTES = 64 * 1024;

/** The maximum size of a body to read, and the response to a larger body. */
export interface BodyLimit {
  readonly bytes: number;
  readonly refusal: WireResponse;
}

const MEGABYTE = 1024 * 1024;

/**
 * AWS's limits on the size of a request, where known: Lambda's from a recorded response, DynamoDB's and API Gateway's
 * from their quotas (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). S3 accepts 5 GB, which would not fit
 * into memory here.
 */
const LIMIT_BYTES: Readonly<Record<ServiceName, number>> = {
  lambda: 70_167_211,
  dynamodb: 16 * MEGABYTE,
  apigateway: 6 * MEGABYTE,
  logs: 4 * MEGABYTE,
  iam: MEGABYTE,
  sts: MEGABYTE,
  s3: 80 * MEGABYTE,
};

/**
 * Determines the limit for a large request from its headers alone, so that this process does not hold a large body in
 * memory for an unauthenticated caller.
 */
export async function bodyLimitOf(cloud: LocalCloud, request: WireRequest): Promise<BodyLimit> {
  const unknown = findUnknownService(cloud, request);
  if (unknown !== undefined) return { bytes: 0, refusal: unknownServiceResponse(unknown, request, randomUUID()) };
  const claim = readClaim(cloud, request) ?? unsignedClaim(cloud, request);
  try {
    await claim.authenticateHeaders();
  } catch (error) {
    if (error instanceof AwsError) return { bytes: 0, refusal: errorResponse(claim, error) };
    throw error;
  }
  const bytes = LIMIT_BYTES[claim.service];
  return { bytes, refusal: errorResponse(claim, tooLarge(claim, bytes)) };
}

function tooLarge({ service, request }: Claim, bytes: number): AwsError {
  if (service === "s3") return notSupported(`A request body of more than ${bytes} bytes`);
  const model = modelOf(service);
  const operation = PROTOCOLS[model.protocol].findOperation(request, model)?.name;
  const what = operation === undefined ? "this" : `the ${operation}`;
  return new AwsError(
    "RequestEntityTooLargeException",
    413,
    `Request must be smaller than ${bytes} bytes for ${what} operation`,
  );
}

function errorResponse({ service }: Claim, error: AwsError): WireResponse {
  const model = modelOf(service);
  return PROTOCOLS[model.protocol].writeError(error, model, randomUUID());
}
