import type { LocalCloud } from "../cloud.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import type { Claim } from "./claim.ts";
import { readPresigned } from "./presigned.ts";
import { authenticate, authenticateHeaders, readAuthorization } from "./signature.ts";

/**
 * Reads the claim from the signature in the request's URL (S3 only) or in its Authorization header. Returns undefined
 * if there is no signature, if the header is malformed, or if it names a service that the local cloud lacks.
 */
export function readClaim(cloud: LocalCloud, request: WireRequest): Claim | undefined {
  const presigned = readPresigned(cloud, request);
  if (presigned) return presigned;
  const authorization = readAuthorization(request);
  if (!authorization) return undefined;
  const { service, region } = authorization;
  return {
    service,
    region,
    request,
    authenticate: () => authenticate(cloud, request, authorization),
    authenticateHeaders: () => authenticateHeaders(cloud, request, authorization),
  };
}
