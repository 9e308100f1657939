import { readAuthorization } from "../auth/signature.ts";
import { expiredCredentials } from "../auth/signature-errors.ts";
import { modelOf, type ServiceName } from "../model/service-model.ts";
import type { AwsError } from "../protocol/aws-error.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";
import type { Exchange, Stage } from "../request/exchange.ts";
import { findKey } from "../services/iam/credentials.ts";
import type { Fault } from "./fault.ts";
import { internalError, throttled, unavailable } from "./fault-error.ts";
import type { CountedCall } from "./faults.ts";

/** A call that may trigger a fault, with the ARN of its caller. */
interface IdentifiedCall extends CountedCall {
  readonly principal: string;
}

const SLOW_SECONDS = 5;
const REFUSED_SECONDS = 0.5;

/** Counts the call and finds the fault that it triggers. Some faults drop or delay the response. */
export const triggerFault: Stage = async (exchange, next) => {
  const { cloud, tools } = exchange;
  const call = tools.faults.pending().length > 0 ? identifyCall(exchange) : undefined;
  const fault = call && tools.faults.trigger(call);
  if (fault) exchange.triggered = { fault, principal: call.principal };
  await next();
  if (fault?.kind === "drop-after") exchange.response = undefined;
  if (fault?.kind === "slow") await cloud.clock.sleep((fault.seconds ?? SLOW_SECONDS) * 1000);
};

/** If the fault prevents the operation, throws its error or ends the request without a response. */
export const failByFault: Stage = async (exchange, next) => {
  const { triggered, tools, claim } = exchange;
  if (!triggered) return next();
  const { fault, principal } = triggered;
  if (fault.kind === "slow" || fault.kind === "drop-after") return next();
  exchange.principal = principal;
  const error = errorOf(fault, claim.service);
  if (error) throw error;
  if (fault.kind === "refuse") tools.takeDown((fault.seconds ?? REFUSED_SECONDS) * 1000);
};

/** The error that a fault causes; undefined for a connection fault. */
function errorOf({ kind, seconds }: Fault, service: ServiceName): AwsError | undefined {
  if (kind === "throttle") return throttled(service, seconds);
  if (kind === "error-500") return internalError(service);
  if (kind === "error-503") return unavailable(service);
  return kind === "expire-credentials" ? expiredCredentials(service) : undefined;
}

/**
 * Identifies a call that a fault can affect. Returns undefined if its Authorization header does not name a valid access
 * key, or if AWS has no such operation.
 */
function identifyCall({ cloud, received }: Exchange): IdentifiedCall | undefined {
  const authorization = readAuthorization(received);
  if (!authorization) return undefined;
  const { service, accessKeyId } = authorization;
  const model = modelOf(service);
  const operation = PROTOCOLS[model.protocol].findOperation(received, model);
  const key = findKey(cloud, accessKeyId, received.headers["x-amz-security-token"]);
  if (!operation || key === undefined || key === "expired") return undefined;
  const { type, arn: principal } = key.principal;
  return { service, operation: operation.name, accessKeyId, principal, isFromSession: type === "assumed-role" };
}
