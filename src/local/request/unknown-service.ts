import { serviceByForm } from "../auth/service-by-form.ts";
import type { LocalCloud } from "../cloud.ts";
import { SERVICE_NAMES, type ServiceModel } from "../model/service-model.ts";
import { notSupported } from "../protocol/aws-error.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { PROTOCOLS } from "../protocol/protocols.ts";

/**
 * Finds the service that a request is signed for, if the local cloud lacks it. Returns undefined if the request's form
 * identifies a service of the local cloud, because that service then rejects the signature.
 */
export function findUnknownService(cloud: LocalCloud, request: WireRequest): string | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? "")?.[1] ??
    request.query.get("X-Amz-Credential") ??
    "";
  const service = credential.split("/")[3];
  if (service === undefined || SERVICE_NAMES.some((name) => name === service)) return undefined;
  return serviceByForm(cloud, request) === undefined ? service : undefined;
}

/** Builds the error for a service that the local cloud lacks, in the protocol that the request appears to use. */
export function unknownServiceResponse(service: string, request: WireRequest, requestId: string): WireResponse {
  const error = notSupported(`The service ${service}`);
  const protocol = protocolOf(request);
  const model = {
    protocol,
    apiVersion: "",
    jsonVersion: "1.1",
    xmlNamespace: "",
    operations: {},
    unsupported: {},
    shapes: {},
  };
  return PROTOCOLS[protocol].writeError(error, model, requestId);
}

function protocolOf({ headers }: WireRequest): ServiceModel["protocol"] {
  if (headers["x-amz-target"] !== undefined) return "json";
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return "query";
  return type.includes("xml") ? "rest-xml" : "rest-json";
}
