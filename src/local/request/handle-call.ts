import { randomUUID } from "node:crypto";
import { TodoApiError } from "../../errors.ts";
import { authorize, verdictFor } from "../auth/authorize.ts";
import { readClaim } from "../auth/read-claim.ts";
import type { Authentication } from "../auth/signature.ts";
import { unsignedClaim } from "../auth/unsigned-claim.ts";
import type { LocalCloud } from "../cloud.ts";
import { throttled } from "../faults/fault-error.ts";
import { isReadOnly } from "../model/is-read-only.ts";
import {
  modelOf,
  type OperationModel,
  type ServiceModel,
  type ServiceName,
  supportedOperation,
} from "../model/service-model.ts";
import { validate, validationMessage } from "../model/validate.ts";
import { decodeAwsChunked } from "../protocol/aws-chunked.ts";
import { AwsError, notSupported } from "../protocol/aws-error.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";
import { type Call, RawResponse } from "../services/operation.ts";
import type { Service } from "../services/service.ts";
import { SERVICES } from "../services/services.ts";
import { LostBlobError } from "../state/blobs.ts";
import { withPageLimit } from "../timing/page-limit.ts";
import type { LimitedCall } from "../timing/rate-limits.ts";
import type { AnsweredCall } from "./journal.ts";
import { withoutListFilters } from "./list-filters.ts";
import { findUnknownService, refuseUnknownService } from "./unknown-service.ts";

/** Answers one request to the AWS endpoint: signature, operation, input, permission, work, answer; every outcome is recorded. */
export async function handleCall(
  cloud: LocalCloud,
  record: (call: AnsweredCall) => void,
  received: WireRequest,
): Promise<WireResponse> {
  const requestId = randomUUID();
  const foreign = findUnknownService(received);
  if (foreign !== undefined) return refuseUnknownService(foreign, received, requestId);
  const claim = readClaim(cloud, received) ?? unsignedClaim(cloud, received);
  const { service, region, request } = claim;
  const model = modelOf(service);
  const protocol = PROTOCOLS[model.protocol];
  const requested = protocol.findOperation(request, model);
  const log = (principal: string, status: number, errorCode?: string) =>
    record({
      service,
      operation: requested?.name ?? "",
      region,
      readOnly: isReadOnly(requested?.name ?? "Get"),
      principal,
      status,
      errorCode,
    });
  let principal = "";
  try {
    const authentication = await claim.authenticate();
    principal = authentication.key.principal.arn;
    if (!requested) throw noSuchOperation(service, protocol.nameOperation(request), model);
    const operation = supportedOperation(requested.name, model);
    if (!operation) throw notSupported(`The operation ${requested.name} of ${service}`);
    limit(cloud, { service, operation: operation.name, region }, authentication);
    const answer = await runOperation(cloud, decoded(request), authentication, operation, model, requestId);
    log(principal, answer.status, answer.status >= 400 ? "EngineError" : undefined);
    return answer;
  } catch (error) {
    const awsError = error instanceof AwsError ? error : internal(error);
    log(principal, awsError.status, awsError.code);
    return protocol.writeError(awsError, model, requestId);
  }
}

async function runOperation(
  cloud: LocalCloud,
  request: WireRequest,
  { service: name, region, key }: Authentication,
  operation: OperationModel,
  model: ServiceModel,
  requestId: string,
): Promise<WireResponse> {
  const protocol = PROTOCOLS[model.protocol];
  const service: Service = SERVICES[name];
  const code = service.operations[operation.name];
  if (!code) throw new Error(`${name} has no code for ${operation.name}.`);
  const asked = protocol.readInput(request, operation, model);
  const known = cloud.ignoresListFilters ? withoutListFilters(operation.name, asked) : asked;
  const input = withPageLimit(operation.name, known, cloud.pace.pageLimit);
  const failures = operation.input ? validate(input, operation.input, model, operation.name, service.namesInput) : [];
  if (failures.length > 0) throw new AwsError(service.validationError, 400, validationMessage(failures));
  const work = async (): Promise<WireResponse> => {
    const call: Call = {
      cloud,
      service: name,
      operation: operation.name,
      region,
      account: cloud.account,
      requestId,
      principal: key.principal,
      may: (need) => verdictFor(cloud, key, need) === "allow",
      body: request.body,
    };
    authorize(cloud, name, key, code.needs(input, call));
    if (name !== "sts") cloud[name].saveIfFailed();
    const output = (await code.run(input, call)) ?? {};
    if (output instanceof RawResponse)
      return { ...output, headers: { "x-amzn-requestid": requestId, ...output.headers } };
    if (!isReadOnly(operation.name)) save(cloud, name);
    return protocol.writeOutput(output, operation, model, requestId);
  };
  const end = cloud.pace.concurrentUpdates.begin(name, operation.name, input);
  try {
    return await atItsPace(cloud, name, operation.name, work);
  } finally {
    end();
  }
}

/** A call has its effect about half-way between its arrival and its answer. */
async function atItsPace(
  { pace, clock }: LocalCloud,
  service: ServiceName,
  operation: string,
  work: () => Promise<WireResponse>,
): Promise<WireResponse> {
  const latency = pace.latency(service, operation);
  if (latency === 0) return work();
  await clock.sleep(latency / 2);
  const answer = await work();
  await clock.sleep(latency / 2);
  return answer;
}

/** Refuses what is more than AWS takes of a caller; functions are not counted, for their calls are of the data plane. */
function limit({ pace, clock }: LocalCloud, call: LimitedCall, { key }: Authentication): void {
  if (key.principal.type !== "user") return;
  const seconds = pace.limits.take(call, clock.now());
  if (seconds > 0) throw throttled(call.service, seconds);
}

function save(cloud: LocalCloud, service: ServiceName): void {
  if (service !== "sts") cloud[service].save();
}

/** Streams come in `aws-chunked`; their checksum follows as a trailer and counts as a header. */
function decoded(request: WireRequest): WireRequest {
  if (!(request.headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")) return request;
  const { body, trailers } = decodeAwsChunked(request.body);
  return { ...request, body, headers: { ...request.headers, ...trailers } };
}

/** What a service returns for an operation that AWS does not have either. */
function noSuchOperation(service: ServiceName, name: string, { protocol, apiVersion }: ServiceModel): AwsError {
  if (protocol === "json") return new AwsError("UnknownOperationException", 400, `Unknown operation: ${name}`);
  if (protocol === "query")
    return new AwsError("InvalidAction", 400, `Could not find operation ${name} for version ${apiVersion}`);
  return notSupported(`${name} of ${service}`);
}

/** What the disk causes and the user can fix, such as a full disk or a missing file. */
function isEnvironment(error: unknown): error is Error {
  return error instanceof TodoApiError || error instanceof LostBlobError;
}

function internal(error: unknown): AwsError {
  const detail = isEnvironment(error) ? error.message : error instanceof Error ? error.stack : String(error);
  return new AwsError("InternalFailure", 500, `The local cloud failed: ${detail}`);
}
