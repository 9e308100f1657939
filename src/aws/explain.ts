import { EXIT, type ExitCode, type Next, TodoApiError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";
import { connectionCode } from "./connection-code.ts";

/** An error of AWS or its SDK as a sentence with what to do next; undefined for any other error. */
export function explainAwsError(error: unknown, doing: string): TodoApiError | undefined {
  if (!(error instanceof Error) || error instanceof TodoApiError) return undefined;
  const found = explanationOf(error);
  if (!found) return undefined;
  const { code, exitCode = EXIT.auth, why, next = [] } = found;
  const details = { awsError: error.name, requestId: requestIdOf(error) };
  return new TodoApiError(code, exitCode, toPrintable(`${doing}: ${why}`), { cause: error, details, next });
}

interface Explanation {
  readonly code: string;
  /** `EXIT.auth` unless given. */
  readonly exitCode?: ExitCode;
  readonly why: string;
  readonly next?: readonly Next[];
}

const LOGIN = { command: "aws sso login --profile <profile>", comment: "for a profile with single sign-on" };
const RENEWING = [
  LOGIN,
  { command: "aws login --profile <profile>", comment: "for a profile that logs in with the browser" },
];
const IDENTITY = { command: "aws sts get-caller-identity", comment: "show which credentials are used" };

function explanationOf(error: Error): Explanation | undefined {
  const { name, message } = error;
  const failed = (code: string, why: string) => ({ code, exitCode: EXIT.failure, why });
  if (name === "CredentialsProviderError" || name === "TokenProviderError") return missingCredentials(message);
  const refused = refusedCredentials(error);
  if (refused) return refused;
  if (/^(Throttling|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(name))
    return failed("throttled", `AWS is throttling this account, and went on doing so: ${message}`);
  if (/Region is missing/.test(message)) return { code: "no-region", exitCode: EXIT.usage, why: "no region is set." };
  const network = networkReason(error);
  if (network) return failed("unreachable", network);
  return isFromAws(error) ? failed("aws-error", `${name}: ${message}`) : undefined;
}

function missingCredentials(message: string): Explanation {
  if (/sso|login|expired/i.test(message))
    return { code: "credentials-expired", why: `the credentials cannot be renewed: ${message}`, next: RENEWING };
  const reason = NOTHING_FOUND.test(message) ? "" : ` The SDK says: ${message}`;
  return {
    code: "no-credentials",
    why: `no AWS credentials were found in the environment, the profile, or this machine's role.${reason}`,
    next: [
      { command: "todo-api deploy --local", comment: "try it without an AWS account" },
      LOGIN,
      { command: "aws configure", comment: "enter an access key" },
    ],
  };
}

function refusedCredentials({ name, message }: Error): Explanation | undefined {
  if (EXPIRED.has(name))
    return {
      code: "credentials-expired",
      why: "the credentials have expired. Renew them, or use another profile, and run the same command again: it continues where it stopped.",
      next: [...RENEWING, IDENTITY],
    };
  if (UNKNOWN_KEY.has(name))
    return {
      code: "credentials-invalid",
      why: "AWS does not know these credentials, or the region is one that the account has not enabled.",
      next: [IDENTITY],
    };
  if (BAD_SIGNATURE.has(name))
    return {
      code: "signature-refused",
      why: `AWS refused the signature: is the secret key right, and this machine's clock? AWS says: ${message}`,
      next: [IDENTITY],
    };
  if (/^(AccessDenied|UnauthorizedOperation)/.test(name))
    return {
      code: "access-denied",
      why: `${message}. Ask for that permission, or use another profile.`,
      next: [IDENTITY],
    };
  return undefined;
}

/** The SDK's message if no source has credentials. */
const NOTHING_FOUND = /^Could not load credentials from any providers/;
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
const UNKNOWN_KEY = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId"]);
const BAD_SIGNATURE = new Set(["SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"]);

/** The SDK's service errors carry metadata of the response. */
function isFromAws(error: Error): boolean {
  return "$metadata" in error;
}

function requestIdOf(error: Error): unknown {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  return typeof metadata === "object" && metadata !== null && "requestId" in metadata ? metadata.requestId : undefined;
}

function networkReason(error: Error): string | undefined {
  const code = connectionCode(error);
  if (code === "ECONNREFUSED") return "nothing listens at the endpoint (connection refused).";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "the endpoint's name cannot be resolved: is this machine online, and the region right?";
  if (code !== "ERR_TLS_CERT_ALTNAME_INVALID" && /CERT|SELF_SIGNED|UNABLE_TO/.test(code))
    return `the endpoint's certificate is not trusted (${error.message}). Behind a proxy that issues its own certificates, name their file in AWS_CA_BUNDLE.`;
  if (/^(ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/.test(code))
    return `the connection broke (${code}).`;
  return undefined;
}
