import type { ServiceName } from "../model/service-model.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import type { Authentication } from "./signature.ts";

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
