import type { LocalCloud } from "../../cloud.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { WireRequest } from "../../protocol/protocol.ts";
import type { KnownKey } from "../../services/iam/credentials.ts";
import { authenticate, checkSignature, requireKey } from "../signature.ts";
import { invalidSignature, signatureMismatch } from "../signature-errors.ts";
import { amzDate, checkTime } from "../signature-time.ts";
import { checkCredentialScope } from "./check-credential-scope.ts";
import { readAuthorizationHeader } from "./read-authorization-header.ts";
import { isPresigned, type QuerySignature, readQuerySignature } from "./read-query-signature.ts";

export interface ApiCaller {
  readonly accessKeyId: string;
  readonly key: KnownKey;
}

/** Whether a request contains credentials: an Authorization header or a signature in its URL. */
export function hasCredentials(request: Pick<WireRequest, "headers" | "query">): boolean {
  return request.headers.authorization !== undefined || isPresigned(request.query);
}

/**
 * Verifies who sent a request to an API in a region. Throws the error that API Gateway returns
 * (https://repost.aws/knowledge-center/api-gateway-troubleshoot-403-forbidden).
 */
export async function authenticateApiCaller(
  cloud: LocalCloud,
  region: string,
  request: WireRequest,
): Promise<ApiCaller> {
  if (!hasCredentials(request))
    throw new AwsError("MissingAuthenticationTokenException", 403, "Missing Authentication Token");
  const signature = isPresigned(request.query) ? readQuerySignature(request) : undefined;
  const authorization = signature?.authorization ?? readAuthorizationHeader(request);
  checkCredentialScope(authorization.credential, region);
  // The signature covers the normalized path, but routing uses the path as received: the two paths must not differ.
  if (!isNormalized(request.path)) throw signatureMismatch("execute-api");
  const key = signature
    ? await authenticateQuery(cloud, request, signature)
    : await authenticate(cloud, request, authorization);
  return { accessKeyId: authorization.accessKeyId, key };
}

async function authenticateQuery(
  cloud: LocalCloud,
  request: WireRequest,
  { authorization, date, expiresInSeconds, sessionToken }: QuerySignature,
): Promise<KnownKey> {
  const key = requireKey(cloud, "execute-api", authorization.accessKeyId, sessionToken);
  const expires = date.getTime() + expiresInSeconds * 1000;
  const now = cloud.clock.now();
  if (now <= date.getTime()) checkTime(cloud, "execute-api", date);
  else if (now > expires)
    throw invalidSignature(
      "execute-api",
      `Signature expired: ${amzDate(date.getTime())} is now earlier than ${amzDate(now - expiresInSeconds * 1000)} (${amzDate(now)} - ${expiresInSeconds / 60} min.)`,
    );
  await checkSignature(request, authorization, key, date);
  return key;
}

/** Whether a path has no empty segments and no dot segments. Allows a trailing slash, because signing keeps it. */
function isNormalized(path: string): boolean {
  const segments = path.replace(/^\//, "").replace(/\/$/, "").split("/");
  return path === "/" || !segments.some((segment) => segment === "" || segment === "." || segment === "..");
}
