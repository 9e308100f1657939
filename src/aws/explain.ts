import { EXIT, type ExitCode, type Next, TodoApiError } from "../errors.ts";
import { isCertificateCode } from "../network/certificate-code.ts";
import { isRecord } from "../text/json.ts";
import { toPrintable } from "../text/printable.ts";
import { connectionCode, metadataOf } from "./classify-error.ts";
import { isDenial, parseDenial } from "./denial.ts";
import { explainDenial } from "./explain-denial.ts";

/**
 * Explains an error from AWS or its SDK in a sentence that begins with `failure`, such as "the command failed", and
 * suggests what to do next; undefined for any other error.
 */
export function explainAwsError(error: unknown, failure: string): TodoApiError | undefined {
  if (!(error instanceof Error) || error instanceof TodoApiError) return undefined;
  const found = explanationOf(error);
  if (!found) return undefined;
  const { code, exitCode = EXIT.auth, why, next = [], denied } = found;
  const details = { awsError: error.name, requestId: metadataOf(error)["requestId"], ...(denied && { denied }) };
  return new TodoApiError(code, exitCode, toPrintable(`${failure}: ${why}`), { cause: error, details, next });
}

interface Explanation {
  readonly code: string;
  /** `EXIT.auth` unless given. */
  readonly exitCode?: ExitCode;
  readonly why: string;
  readonly next?: readonly Next[];
  readonly denied?: object;
}

const LOGIN = { command: "aws sso login --profile <profile>", comment: "log in, if the profile uses single sign-on" };
const RENEWING = [
  LOGIN,
  { command: "aws login --profile <profile>", comment: "log in, if the profile uses a console login" },
];
const IDENTITY = { command: "aws sts get-caller-identity", comment: "show which credentials are used" };

function explanationOf(error: Error): Explanation | undefined {
  const { name, message } = error;
  const failed = (code: string, why: string) => ({ code, exitCode: EXIT.failure, why });
  if (name === "CredentialsProviderError" || name === "TokenProviderError") return missingCredentials(message);
  const refusal = refusalOf(error);
  if (refusal) return refusal;
  if (/^(Throttling|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(name))
    return failed("throttled", `AWS keeps throttling this account: ${message}`);
  if (/Region is missing/.test(message)) return { code: "no-region", exitCode: EXIT.usage, why: "no region is set" };
  const network = networkReason(error);
  if (network) return failed("unreachable", network);
  return isFromSdk(error) ? failed("aws-error", `${name}: ${message}`) : undefined;
}

function missingCredentials(message: string): Explanation {
  if (/sso|login|expired/i.test(message))
    return { code: "credentials-expired", why: `the credentials cannot be read: ${message}`, next: RENEWING };
  const reason = NOTHING_FOUND.test(message) ? "" : `; the SDK reports: ${message}`;
  return {
    code: "no-credentials",
    why: `no AWS credentials were found in the environment or the profile, and no instance or task role provides any${reason}`,
    next: [
      { command: "todo-api deploy --local", comment: "use the local cloud, without an AWS account" },
      LOGIN,
      { command: "aws configure", comment: "enter an access key" },
      { command: "todo-api help aws", comment: "show how to deploy to AWS" },
    ],
  };
}

function refusalOf(error: Error): Explanation | undefined {
  const { name, message } = error;
  if (EXPIRED.has(name))
    return {
      code: "credentials-expired",
      why: "the credentials have expired; renew them or use another profile, then run the same command again to continue",
      next: [...RENEWING, IDENTITY],
    };
  if (UNKNOWN_KEY.has(name))
    return {
      code: "credentials-invalid",
      why: "AWS does not recognize these credentials, or the region is not enabled for the account",
      next: [IDENTITY],
    };
  if (BAD_SIGNATURE.has(name))
    return {
      code: "signature-refused",
      why: `AWS rejected the signature: check the secret key and this machine's clock. AWS reports: ${message}`,
      next: [IDENTITY],
    };
  if (isDenial(error)) {
    const { text, denied, next } = explainDenial(parseDenial(error), message);
    return { code: "access-denied", why: text, denied, next: [...next, IDENTITY] };
  }
  return undefined;
}

/** The SDK's message if no source has credentials. */
const NOTHING_FOUND = /^Could not load credentials from any providers/;
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
const UNKNOWN_KEY = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"]);
const BAD_SIGNATURE = new Set(["SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"]);

/** The SDK adds metadata to every error from a call, even if no response arrived. */
function isFromSdk(error: Error): boolean {
  return "$metadata" in error;
}

function networkReason(error: Error): string | undefined {
  const code = connectionCode(error);
  if (code === "ECONNREFUSED")
    return `nothing is listening at the endpoint (connection refused${refusedAddress(error)})`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "the host name of the endpoint cannot be resolved; check the network connection, and the region or endpoint URL";
  if (code !== "ERR_TLS_CERT_ALTNAME_INVALID" && isCertificateCode(code))
    return `the certificate of the endpoint is not trusted (${error.message}); behind a proxy that issues its own certificates, set AWS_CA_BUNDLE to the file with its CA certificate`;
  if (/^(EPROTO$|ERR_SSL_)/.test(code)) return `the TLS connection to the endpoint failed (${code})`;
  if (/^(ETIMEDOUT|TimeoutError)$/.test(code)) return `no response arrived in time (${code})`;
  if (/^(ECONNRESET|EPIPE)$/.test(code)) return `the connection was lost (${code})`;
  if (/^(EHOSTUNREACH|ENETUNREACH)$/.test(code)) return `the endpoint cannot be reached (${code})`;
  return undefined;
}

/** The address that refused the connection; empty if several addresses of a host name were tried. */
function refusedAddress(error: Error): string {
  for (const failure of [error, error.cause])
    if (isRecord(failure) && failure["port"] !== undefined) return ` by ${failure["address"]}:${failure["port"]}`;
  return "";
}
