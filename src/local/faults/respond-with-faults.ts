import { randomUUID } from "node:crypto";
import { expired, readAuthorization } from "../auth/signature.ts";
import type { LocalCloud } from "../cloud.ts";
import { isReadOnly } from "../model/is-read-only.ts";
import { modelOf } from "../model/service-model.ts";
import type { AwsError } from "../protocol/aws-error.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";
import { handleCall } from "../request/handle-call.ts";
import type { AnsweredCall, Journal } from "../request/journal.ts";
import { findKey } from "../services/iam/credentials.ts";
import type { Fault } from "./fault.ts";
import { failedInside, throttled, unavailable } from "./fault-error.ts";
import type { CountedCall, Faults } from "./faults.ts";

/** What a call can be struck with, and where it is written down. */
export interface Endpoint {
  readonly journal: Journal;
  readonly faults: Faults;
  /** Makes the endpoint refuse connections for so many milliseconds. */
  takeDown(milliseconds: number): void;
}

/** A call that a fault may strike: what is told of it before anything is checked. */
interface NamedCall extends CountedCall {
  readonly region: string;
  readonly principal: string;
}

const SLOW_SECONDS = 5;
const REFUSED_SECONDS = 0.5;

/** Answers one request to the AWS endpoint, unless a fault strikes it; undefined where the caller gets no answer and its connection is dropped. */
export async function respondWithFaults(
  cloud: LocalCloud,
  { journal, faults, takeDown }: Endpoint,
  request: WireRequest,
): Promise<WireResponse | undefined> {
  const startedAt = cloud.clock.now();
  const call = faults.pending().length > 0 ? nameCall(cloud, request) : undefined;
  const fault = call && faults.strike(call);
  const record = (answered: AnsweredCall) =>
    journal.record({ ...answered, startedAt, endedAt: cloud.clock.now(), fault: fault?.kind });
  if (!fault) return handleCall(cloud, record, request);
  const error = errorOf(fault, call);
  if (error) return refuse(call, error, record);
  if (fault.kind === "drop-before" || fault.kind === "refuse") {
    record({ ...callRecord(call), status: 0, errorCode: "ConnectionDropped" });
    if (fault.kind === "refuse") takeDown((fault.seconds ?? REFUSED_SECONDS) * 1000);
    return undefined;
  }
  const answer = await handleCall(cloud, record, request);
  if (fault.kind === "drop-after") return undefined;
  await cloud.clock.sleep((fault.seconds ?? SLOW_SECONDS) * 1000);
  return answer;
}

/** The error that a fault answers in place of the work; undefined where it answers none. */
function errorOf({ kind, seconds }: Fault, { service }: NamedCall): AwsError | undefined {
  if (kind === "throttle") return throttled(service, seconds);
  if (kind === "error-500") return failedInside(service);
  if (kind === "error-503") return unavailable(service);
  return kind === "expire-credentials" ? expired(service) : undefined;
}

function refuse(call: NamedCall, error: AwsError, record: (answered: AnsweredCall) => void): WireResponse {
  record({ ...callRecord(call), status: error.status, errorCode: error.code });
  const model = modelOf(call.service);
  return PROTOCOLS[model.protocol].writeError(error, model, randomUUID());
}

function callRecord({ service, operation, region, principal }: NamedCall) {
  return { service, operation, region, principal, readOnly: isReadOnly(operation) };
}

/** Undefined for what is no call of a known operation and key: faults leave it alone. */
function nameCall(cloud: LocalCloud, request: WireRequest): NamedCall | undefined {
  const authorization = readAuthorization(request);
  if (!authorization) return undefined;
  const { service, region, accessKeyId } = authorization;
  const model = modelOf(service);
  const operation = PROTOCOLS[model.protocol].findOperation(request, model);
  const key = findKey(cloud, accessKeyId, request.headers["x-amz-security-token"]);
  if (!operation || key === undefined || key === "expired") return undefined;
  const { type, arn: principal } = key.principal;
  return {
    service,
    operation: operation.name,
    region,
    accessKeyId,
    principal,
    isOfFunction: type === "assumed-role",
  };
}
