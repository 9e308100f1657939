import type { ServiceName } from "../model/service-model.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import type { KnownKey } from "../services/iam/credentials.ts";

/** The service, region and caller that a request claims, unverified. */
export interface Claim {
  readonly service: ServiceName;
  readonly region: string;
  /** The request without its signature parameters. */
  readonly request: WireRequest;
  /** Rejects with the service's error if the claim is false. */
  authenticate(): Promise<KnownKey>;
  /** Verifies as much as possible before the body has arrived. Rejects an unsigned request. */
  authenticateHeaders(): Promise<unknown>;
}
