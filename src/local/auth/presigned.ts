import { SignatureV4 } from "@smithy/signature-v4";
import type { LocalCloud } from "../cloud.ts";
import { AwsError } from "../protocol/aws-error.ts";
import type { WireRequest } from "../protocol/protocol.ts";
import type { KnownKey } from "../services/iam/credentials.ts";
import type { Claim } from "./claim.ts";
import { isSameText } from "./is-same-text.ts";
import { NodeSha256 } from "./node-sha256.ts";
import { multiValueQuery, requireKey } from "./signature.ts";
import { signatureMismatch } from "./signature-errors.ts";
import { isRegion } from "./signature-form.ts";
import { MAX_EXPIRES_SECONDS, parseAmzDate, S3_MAX_SKEW_MS } from "./signature-time.ts";

/** The signature parameters of a presigned URL. */
interface Signing {
  readonly accessKeyId: string;
  readonly region: string;
  readonly date: Date;
  readonly expiresInSeconds: number;
  readonly signedHeaders: ReadonlySet<string>;
  readonly signature: string;
  readonly sessionToken: string | undefined;
}

const REQUIRED = ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"].map(
  (name) => `X-Amz-${name}`,
);
const SIGNATURE_PARAMETERS = new Set([...REQUIRED, "X-Amz-Security-Token"]);

/**
 * Reads the signature in the URL of an S3 request; undefined if there is none
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
export function readPresigned(cloud: LocalCloud, request: WireRequest): Claim | undefined {
  if (![...request.query.keys()].some((name) => SIGNATURE_PARAMETERS.has(name))) return undefined;
  const region = request.query.get("X-Amz-Credential")?.split("/")[2] ?? "us-east-1";
  const authenticate = () => authenticatePresigned(cloud, request);
  return {
    service: "s3",
    region,
    request: withoutSignature(request),
    authenticate,
    authenticateHeaders: authenticate,
  };
}

async function authenticatePresigned(cloud: LocalCloud, request: WireRequest): Promise<KnownKey> {
  if (request.headers.authorization !== undefined) throw twoMechanisms();
  const signing = readSigning(request);
  checkTime(cloud, signing, request);
  const key = requireKey(cloud, "s3", signing.accessKeyId, signing.sessionToken);
  const expected = await sign(request, signing, key.secretAccessKey);
  if (!isSameText(signing.signature, expected)) throw signatureMismatch("s3");
  return key;
}

function readSigning({ query }: WireRequest): Signing {
  if (!REQUIRED.every((name) => query.has(name)))
    throw queryError(
      `Query-string authentication version 4 requires the ${REQUIRED.slice(0, -1).join(", ")}, and X-Amz-Expires parameters.`,
    );
  const parameter = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  if (parameter("Algorithm") !== "AWS4-HMAC-SHA256")
    throw queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const { accessKeyId, day, region } = readCredential(parameter("Credential"));
  return {
    accessKeyId,
    region,
    date: readDate(parameter("Date"), day),
    expiresInSeconds: readExpiresInSeconds(parameter("Expires")),
    signedHeaders: new Set(parameter("SignedHeaders").split(";")),
    signature: parameter("Signature"),
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
  };
}

function readCredential(text: string): { accessKeyId: string; day: string | undefined; region: string } {
  const [accessKeyId = "", day, region = "", service, terminator, ...others] = text.split("/");
  if (terminator !== "aws4_request" || others.length > 0)
    throw queryError(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  if (service !== "s3")
    throw queryError('Error parsing the X-Amz-Credential parameter; incorrect service. This endpoint belongs to "s3".');
  if (!isRegion(region))
    throw queryError(`Error parsing the X-Amz-Credential parameter; the region '${region}' is wrong`);
  return { accessKeyId, day, region };
}

function readDate(text: string, credentialDay: string | undefined): Date {
  const date = parseAmzDate(text);
  if (Number.isNaN(date.getTime()))
    throw queryError("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const day = text.slice(0, 8);
  if (credentialDay !== day)
    throw queryError(`Invalid credential date "${credentialDay}". This date is not the same as X-Amz-Date: "${day}".`);
  return date;
}

function readExpiresInSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^-?\d+$/.test(text)) throw queryError("X-Amz-Expires should be a number");
  if (seconds < 0) throw queryError("X-Amz-Expires must be non-negative");
  if (seconds > MAX_EXPIRES_SECONDS)
    throw queryError(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  return seconds;
}

function checkTime({ clock }: LocalCloud, { date, expiresInSeconds }: Signing, { query }: WireRequest): void {
  const now = clock.now();
  const expires = date.getTime() + expiresInSeconds * 1000;
  if (date.getTime() > now + S3_MAX_SKEW_MS) throw new AwsError("AccessDenied", 403, "Request is not yet valid");
  if (now <= expires) return;
  throw new AwsError("AccessDenied", 403, "Request has expired", {
    fields: {
      "X-Amz-Expires": query.get("X-Amz-Expires"),
      Expires: toIsoTime(expires),
      ServerTime: toIsoTime(now),
    },
  });
}

async function sign(request: WireRequest, signing: Signing, secretAccessKey: string): Promise<string> {
  const { accessKeyId, region, date, expiresInSeconds, signedHeaders, sessionToken } = signing;
  const signer = new SignatureV4({
    service: "s3",
    region,
    sha256: NodeSha256,
    uriEscapePath: false,
    applyChecksum: false,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  });
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => signedHeaders.has(name)));
  const query = new URLSearchParams([...request.query].filter(([name]) => !SIGNATURE_PARAMETERS.has(name)));
  const presigned = await signer.presign(
    {
      method: request.method,
      protocol: "http:",
      hostname: "127.0.0.1",
      path: request.path,
      query: multiValueQuery(query),
      // By default, the body of a presigned request is not signed.
      headers: { ...headers, "x-amz-content-sha256": request.headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD" },
    },
    {
      signingDate: date,
      expiresIn: expiresInSeconds,
      signableHeaders: new Set(signedHeaders),
      unhoistableHeaders: new Set([...signedHeaders, "x-amz-content-sha256"]),
      unsignableHeaders: new Set(["x-amz-content-sha256"]),
    },
  );
  return String(presigned.query?.["X-Amz-Signature"] ?? "");
}

/** The request without its signature parameters. All other `x-amz-` parameters become headers. */
function withoutSignature(request: WireRequest): WireRequest {
  const parameters = [...request.query].filter(([name]) => !SIGNATURE_PARAMETERS.has(name));
  const isHeader = ([name]: readonly [string, string]) => /^x-amz-/i.test(name);
  const hoisted = parameters.filter(isHeader).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...request,
    query: new URLSearchParams(parameters.filter((entry) => !isHeader(entry))),
    headers: { ...Object.fromEntries(hoisted), ...request.headers },
  };
}

function twoMechanisms(): AwsError {
  return new AwsError(
    "InvalidArgument",
    400,
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    { fields: { ArgumentName: "Authorization" } },
  );
}

function queryError(message: string): AwsError {
  return new AwsError("AuthorizationQueryParametersError", 400, message);
}

function toIsoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
