import { randomUUID } from "node:crypto";
import type { Claim } from "../auth/claim.ts";
import { readClaim } from "../auth/read-claim.ts";
import { unsignedClaim } from "../auth/unsigned-claim.ts";
import type { LocalCloud } from "../cloud.ts";
import type { Fault } from "../faults/fault.ts";
import type { Faults } from "../faults/faults.ts";
import { modelOf, type OperationModel, type RequestModel, type ServiceModel } from "../model/service-model.ts";
import type { Protocol, WireRequest, WireResponse } from "../protocol/protocol.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";
import type { KnownKey } from "../services/iam/credentials.ts";
import type { Operation } from "../services/operation.ts";
import type { Journal } from "./journal.ts";

/** One step in the handling of a request. It calls `next` to run the stages after it, unless it ends the request. */
export type Stage = (exchange: Exchange, next: () => Promise<void>) => Promise<void>;

export interface EndpointTools {
  readonly journal: Journal;
  readonly faults: Faults;
  /** Refuses connections for a number of milliseconds. */
  takeDown(milliseconds: number): void;
}

/** A request on its way through the stages. */
export interface Exchange {
  readonly cloud: LocalCloud;
  readonly tools: EndpointTools;
  readonly requestId: string;
  /** In milliseconds since the epoch, by the cloud's clock. */
  readonly startedAt: number;
  /** The request as received, with its signature parameters. An `aws-chunked` body is still encoded. */
  readonly received: WireRequest;
  readonly claim: Claim;
  readonly model: ServiceModel;
  readonly protocol: Protocol;
  /** The operation that the request is for; undefined if AWS has no such operation. */
  readonly requested: RequestModel | undefined;

  // The stages set the following members.
  triggered?: { readonly fault: Fault; readonly principal: string };
  /** The caller's ARN; empty until the caller is known. */
  principal: string;
  key?: KnownKey;
  operation?: { readonly model: OperationModel; readonly code: Operation };
  /** The request without its signature parameters. `parseInput` decodes the body. */
  request: WireRequest;
  input: object;
  output: object;
  errorCode?: string | undefined;
  /** Undefined until a stage responds, or if the connection is dropped without a response. */
  response?: WireResponse | undefined;
}

export function createExchange(cloud: LocalCloud, tools: EndpointTools, received: WireRequest): Exchange {
  const claim = readClaim(cloud, received) ?? unsignedClaim(cloud, received);
  const { service, request } = claim;
  const model = modelOf(service);
  const protocol = PROTOCOLS[model.protocol];
  return {
    cloud,
    tools,
    requestId: randomUUID(),
    startedAt: cloud.clock.now(),
    received,
    claim,
    model,
    protocol,
    requested: protocol.findOperation(request, model),
    principal: "",
    request,
    input: {},
    output: {},
  };
}

/** Returns a value that an earlier stage must have set; throws if it is undefined. */
export function requireValue<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`no stage has set the ${what}`);
  return value;
}
