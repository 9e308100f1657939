import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { readPresigned } from "./presigned.ts";
import { type Authentication, authenticate, authenticateHeaders, readAuthorization } from "./signature.ts";

/** Who a request says that it is from, for which service and region; nothing of it is checked yet. */
export interface Claim {
  readonly service: ServiceName;
  readonly region: string;
  /** The request without the parameters that sign it. */
  readonly request: WireRequest;
  /** Rejects with the service's error when the claim does not hold. */
  authenticate(): Promise<Authentication>;
  /** The same as far as it can be told before the body has arrived. */
  authenticateHeaders(): Promise<unknown>;
}

/** Reads who a request is from: signed in its headers or in its URL. Undefined for one that is not signed. */
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
