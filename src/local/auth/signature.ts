import { createHash } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { LocalCloud } from "../cloud.ts";
import { SERVICE_NAMES, type ServiceName } from "../model/service-model.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import { findKey, type KnownKey } from "../services/iam/credentials.ts";
import { isSameText } from "./is-same-text.ts";
import { NodeSha256 } from "./node-sha256.ts";
import { expiredCredentials, type SigningName, signatureMismatch, unknownKey } from "./signature-errors.ts";
import { checkForm, type SignedScope } from "./signature-form.ts";
import { checkTime, parseAmzDate } from "./signature-time.ts";

/** An unverified signature and its credential. */
export interface Authorization<Name extends SigningName = SigningName> extends SignedScope {
  readonly accessKeyId: string;
  readonly service: Name;
  readonly signature: string;
}

const CONTENT_HASH = "x-amz-content-sha256";

/**
 * Reads a Signature Version 4 Authorization header. Returns undefined if the header is missing or malformed, or if it
 * names a service that the local cloud lacks.
 */
export function readAuthorization(request: WireRequest): Authorization<ServiceName> | undefined {
  const header = request.headers.authorization ?? "";
  const found =
    /^AWS4-HMAC-SHA256 +Credential=([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  const [, accessKeyId, day, region, signingName, signedHeaders, signature] = found ?? [];
  const service = SERVICE_NAMES.find((name) => name === signingName);
  if (!accessKeyId || !day || !region || !signedHeaders || !signature || !service) return undefined;
  return { accessKeyId, day, region, service, signedHeaders: new Set(signedHeaders.split(";")), signature };
}

/**
 * Verifies the time, the key and the signature as AWS does, by signing the request again. Requires the body as
 * received.
 */
export async function authenticate(
  cloud: LocalCloud,
  request: WireRequest,
  authorization: Authorization,
): Promise<KnownKey> {
  const key = await authenticateHeaders(cloud, request, authorization);
  if (request.headers[CONTENT_HASH] === undefined) await checkSignature(request, authorization, key, dateOf(request));
  checkPayload(authorization.service, request);
  return key;
}

/**
 * Verifies as much as possible before the body has arrived, including the signature if a header contains the hash of
 * the body.
 */
export async function authenticateHeaders(
  cloud: LocalCloud,
  request: WireRequest,
  authorization: Authorization,
): Promise<KnownKey> {
  const { service, accessKeyId } = authorization;
  checkForm(service, request, authorization);
  const key = requireKey(cloud, service, accessKeyId, request.headers["x-amz-security-token"]);
  checkTime(cloud, service, dateOf(request));
  if (request.headers[CONTENT_HASH] !== undefined) await checkSignature(request, authorization, key, dateOf(request));
  return key;
}

/**
 * Returns the access key with this ID and session token. Throws the service's error if the key is unknown or has
 * expired.
 */
export function requireKey(
  cloud: LocalCloud,
  service: SigningName,
  accessKeyId: string,
  sessionToken: string | undefined,
): KnownKey {
  const key = findKey(cloud, accessKeyId, sessionToken);
  if (key === undefined) throw unknownKey(service);
  if (key === "expired") throw expiredCredentials(service);
  return key;
}

/** Throws the service's error if the signature does not match the request. */
export async function checkSignature(
  request: WireRequest,
  authorization: Authorization,
  key: KnownKey,
  date: Date,
): Promise<void> {
  const expected = await sign(request, authorization, key, date);
  if (!isSameText(authorization.signature, expected)) throw signatureMismatch(authorization.service);
}

function dateOf({ headers }: WireRequest): Date {
  return parseAmzDate(headers["x-amz-date"] ?? "");
}

async function sign(
  request: WireRequest,
  authorization: Authorization,
  key: KnownKey,
  signingDate: Date,
): Promise<string> {
  const signer = new SignatureV4({
    service: authorization.service,
    region: authorization.region,
    sha256: NodeSha256,
    uriEscapePath: authorization.service !== "s3",
    applyChecksum: false,
    credentials: { accessKeyId: authorization.accessKeyId, secretAccessKey: key.secretAccessKey },
  });
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => authorization.signedHeaders.has(name)),
  );
  const contentSha256 = request.headers[CONTENT_HASH];
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: request.path,
      query: multiValueQuery(request.query),
      headers: { ...headers, ...(contentSha256 !== undefined && { [CONTENT_HASH]: contentSha256 }) },
      body: request.body,
    },
    {
      signingDate,
      signableHeaders: new Set(authorization.signedHeaders),
      // The signer adds the date as a header, even if the URL contains it.
      unsignableHeaders: new Set(["x-amz-date"]),
    },
  );
  return /Signature=([0-9a-f]+)/.exec(signed.headers.authorization ?? "")?.[1] ?? "";
}

/** Converts parameters to the format that the SDK's signer requires: a repeated parameter has a list of values. */
export function multiValueQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}

/** Throws the service's error for a body that does not match its signed hash. Only S3 accepts unsigned bodies. */
function checkPayload(service: SigningName, request: WireRequest): void {
  const claimed = request.headers[CONTENT_HASH];
  if (claimed === undefined && service === "s3")
    throw new AwsError("InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
  if (claimed === undefined) return;
  if (service === "s3" && /^(UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER)$/.test(claimed)) return;
  if (claimed === createHash("sha256").update(request.body).digest("hex")) return;
  if (service === "s3")
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  throw signatureMismatch(service);
}
