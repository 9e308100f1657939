import { type Member, type OperationModel, requireShape, type ServiceModel } from "../model/service-model.ts";
import { notSupported } from "./aws-error.ts";
import type { WireRequest } from "./protocol.ts";
import { findUndefinedParameter, pathLabels } from "./rest-routes.ts";
import { readScalar, writeScalar } from "./scalar.ts";

/**
 * Reads the input members that are bound to the path, the query and the headers. Rejects a parameter that the local
 * cloud does not support.
 */
export function readBindings(
  request: WireRequest,
  operation: OperationModel,
  model: ServiceModel,
): Record<string, unknown> {
  rejectUnsupported(request, operation, model);
  const labels = pathLabels(request, model);
  const members = Object.entries(operation.input ? (requireShape(model, operation.input).members ?? {}) : {});
  const bound = new Set(
    members
      .filter(([, { location }]) => location === "querystring")
      .map(([name, member]) => member.locationName ?? name),
  );
  const input: Record<string, unknown> = {};
  for (const [name, member] of members) {
    const value = readBinding(request, labels, name, member, model, bound);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** Writes the output's members that are bound to headers. */
export function writeHeaders(output: object, operation: OperationModel, model: ServiceModel): Record<string, string> {
  const given: Readonly<Record<string, unknown>> = { ...output };
  const headers: Record<string, string> = {};
  const members = operation.output ? (requireShape(model, operation.output).members ?? {}) : {};
  for (const [name, member] of Object.entries(members)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (member.location === "header")
      headers[(member.locationName ?? name).toLowerCase()] = writeScalar(
        value,
        requireShape(model, member.shape),
        member,
        "rfc822",
      );
    if (member.location === "headers" && typeof value === "object")
      for (const [key, text] of Object.entries(value))
        headers[`${member.locationName ?? ""}${key}`.toLowerCase()] = String(text);
  }
  return headers;
}

/** The status in the operation's output, otherwise the status in the model. */
export function writeStatus(output: object, operation: OperationModel, model: ServiceModel): number {
  const members = Object.entries(operation.output ? (requireShape(model, operation.output).members ?? {}) : {});
  const [name] = members.find(([, member]) => member.location === "statusCode") ?? [];
  const given: Readonly<Record<string, unknown>> = { ...output };
  const status = name === undefined ? undefined : given[name];
  return typeof status === "number" ? status : operation.status;
}

function readBinding(
  request: WireRequest,
  labels: ReadonlyMap<string, string>,
  name: string,
  member: Member,
  model: ServiceModel,
  bound: ReadonlySet<string>,
): unknown {
  const shape = requireShape(model, member.shape);
  const wireName = member.locationName ?? name;
  const scalar = (text: string | null | undefined) =>
    text === null || text === undefined ? undefined : readScalar(text, shape);
  if (member.location === "uri") return scalar(labels.get(wireName));
  if (member.location === "header") return scalar(request.headers[wireName.toLowerCase()]);
  if (member.location === "headers") return prefixedHeaders(request, wireName.toLowerCase());
  if (member.location !== "querystring") return undefined;
  if (shape.type === "list") return request.query.has(wireName) ? request.query.getAll(wireName) : undefined;
  if (shape.type === "map") return Object.fromEntries([...request.query].filter(([key]) => !bound.has(key)));
  return scalar(request.query.get(wireName));
}

function prefixedHeaders(request: WireRequest, prefix: string): Record<string, string> | undefined {
  const entries = Object.entries(request.headers).filter(([key]) => key.startsWith(prefix));
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** Rejects a parameter that AWS supports but the local cloud does not: it must never be silently ignored. */
function rejectUnsupported(request: WireRequest, operation: OperationModel, model: ServiceModel): void {
  const name =
    findUndefinedParameter(request, model) ??
    operation.refused.find(
      (refused) => request.headers[refused.toLowerCase()] !== undefined || request.query.has(refused),
    ) ??
    findUnboundHeader(request, operation, model);
  if (name !== undefined) throw notSupported(`${operation.name}: the parameter ${name}`);
}

/** The `x-amz-` headers that a request for any operation can have, in addition to a checksum of the body. */
const COMMON_HEADERS = new Set([
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

/** Finds an `x-amz-` header that the operation does not define, such as x-amz-copy-source-range for CopyObject. */
function findUnboundHeader({ headers }: WireRequest, { input }: OperationModel, model: ServiceModel) {
  const members = Object.entries(input === undefined ? {} : (requireShape(model, input).members ?? {}));
  const isBound = (header: string) =>
    members.some(([name, { location, locationName = name }]) => {
      const bound = locationName.toLowerCase();
      return (location === "header" && header === bound) || (location === "headers" && header.startsWith(bound));
    });
  return Object.keys(headers).find(
    (header) => /^x-amz-(?!checksum-)/.test(header) && !COMMON_HEADERS.has(header) && !isBound(header),
  );
}
