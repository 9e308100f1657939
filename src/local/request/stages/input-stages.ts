import { type ServiceModel, type ServiceName, supportedOperation } from "../../model/service-model.ts";
import { validate, validationMessage } from "../../model/validate.ts";
import { decodeAwsChunked } from "../../protocol/aws-chunked.ts";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { WireRequest } from "../../protocol/protocol.ts";
import { SERVICES } from "../../services/services.ts";
import { withPageLimit } from "../../timing/page-limit.ts";
import { requireValue, type Stage } from "../exchange.ts";
import { withoutListFilters } from "../list-filters.ts";

/** Rejects a request for an operation that AWS does not have, or that the local cloud does not support. */
export const requireOperation: Stage = async (exchange, next) => {
  const { claim, model, protocol, requested } = exchange;
  const { service } = claim;
  if (!requested) throw noSuchOperation(service, protocol.nameOperation(claim.request), model);
  const operation = supportedOperation(requested.name, model);
  if (!operation) throw notSupported(`The ${service} operation ${requested.name}`);
  const code = SERVICES[service].operations[operation.name];
  if (!code) throw new Error(`${service} has no code for ${operation.name}`);
  exchange.operation = { model: operation, code };
  await next();
};

/** Parses the operation's input, and applies the cloud's options for list filters and page sizes. */
export const parseInput: Stage = async (exchange, next) => {
  const { cloud, model, protocol } = exchange;
  const operation = requireValue(exchange.operation, "operation").model;
  exchange.request = decoded(exchange.request);
  const sent = protocol.readInput(exchange.request, operation, model);
  const input = cloud.ignoresListFilters ? withoutListFilters(operation.name, sent) : sent;
  exchange.input = withPageLimit(operation.name, input, cloud.timing.pageLimit);
  await next();
};

/** Rejects an input that violates constraints in AWS's model; the error lists all violations. */
export const validateInput: Stage = async ({ claim, model, input, operation }, next) => {
  const { name, input: shape } = requireValue(operation, "operation").model;
  const { validationError, namesInput } = SERVICES[claim.service];
  const failures = shape ? validate(input, shape, model, name, namesInput) : [];
  if (failures.length > 0) throw new AwsError(validationError, 400, validationMessage(failures));
  await next();
};

/** Decodes an `aws-chunked` body. The trailers that follow it, such as its checksum, become headers. */
function decoded(request: WireRequest): WireRequest {
  if (!(request.headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")) return request;
  const { body, trailers } = decodeAwsChunked(request.body);
  return { ...request, body, headers: { ...request.headers, ...trailers } };
}

/** The error for an operation that AWS does not have. For a REST service, this is the local cloud's own error. */
function noSuchOperation(service: ServiceName, name: string, { protocol, apiVersion }: ServiceModel): AwsError {
  if (protocol === "json") return new AwsError("UnknownOperationException", 400, `Unknown operation: ${name}`);
  if (protocol === "query")
    return new AwsError("InvalidAction", 400, `Could not find operation ${name} for version ${apiVersion}`);
  return notSupported(`The ${service} request ${name}`);
}
