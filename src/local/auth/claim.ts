import type { ServiceName } from "../model/service-model.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import type { KnownKey } from "../services/iam/credentials.ts";

/** The service, region and caller that a request claims. Nothing is verified yet. */
export interface Claim {
  readonly service: ServiceName;
  readonly region: string;
  /** The request without the parameters that sign it. */
  readonly request: WireRequest;
  /** Rejects with the service's error if the claim does not hold. */
  authenticate(): Promise<KnownKey>;
  /** Verifies what can be verified before the body has arrived. */
  authenticateHeaders(): Promise<unknown>;
}
