import {
  type ApiCaller,
  authenticateApiCaller,
  hasCredentials,
} from "../../../auth/execute-api/authenticate-api-caller.ts";
import type { LocalCloud } from "../../../cloud.ts";
import { joinedHeaders } from "../../../http/request-headers.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { WireRequest } from "../../../protocol/protocol.ts";
import { findDenial } from "./authorize.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { type GatewayError, MISSING_AUTHENTICATION_TOKEN, REQUEST_TOO_LARGE, signatureError } from "./gateway-error.ts";
import type { Match } from "./route-table.ts";

/** The request, with its caller if a signature was verified, and the error if the request is rejected. */
interface Admission {
  readonly request: EdgeRequest;
  readonly error?: GatewayError | undefined;
}

/** Decides whether a request may reach its method. Checks the signature, if one is required, and then the policies. */
export async function admit(
  cloud: LocalCloud,
  stage: CompiledStage,
  request: EdgeRequest,
  match: Match | undefined,
): Promise<Admission> {
  // A path or method that does not exist is treated as if it required a signature, so that an invalid signature is
  // still reported.
  const requiresSignature = !match || match.route.method.authorizationType === "AWS_IAM";
  const caller = requiresSignature ? await authenticate(cloud, stage, request) : undefined;
  if (caller && "status" in caller) return { request, error: caller };
  const admitted = caller ? { ...request, caller } : request;
  return { request: admitted, error: findDenial(cloud, stage, admitted) };
}

async function authenticate(
  cloud: LocalCloud,
  stage: CompiledStage,
  request: EdgeRequest,
): Promise<ApiCaller | GatewayError> {
  const head = toWireRequest(request, new Uint8Array());
  if (!hasCredentials(head)) return MISSING_AUTHENTICATION_TOKEN;
  const body = await request.body();
  if (body === "too-large") return REQUEST_TOO_LARGE;
  try {
    return await authenticateApiCaller(cloud, stage.region, { ...head, body });
  } catch (error) {
    if (error instanceof AwsError) return signatureError(error);
    throw error;
  }
}

/**
 * The request that the signature must match. If the signature covers the X-HTTP-Method-Override header, the method is
 * the original one; otherwise, it is the overriding one.
 */
function toWireRequest({ message, method, query: search }: EdgeRequest, body: Uint8Array): WireRequest {
  const headers = joinedHeaders(message.headers);
  const query = new URLSearchParams(search);
  const [, signedHeaders = ""] = /SignedHeaders=([^,]*)/.exec(headers.authorization ?? "") ?? [];
  const names = `${signedHeaders};${query.get("X-Amz-SignedHeaders") ?? ""}`.toLowerCase().split(";");
  return {
    method: names.includes("x-http-method-override") ? (message.method ?? method) : method,
    path: (message.url ?? "/").split("?", 1)[0] ?? "/",
    query,
    headers,
    body,
  };
}
