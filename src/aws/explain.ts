import { EXIT, type Next, TodoApiError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";
import { connectionCode } from "./connection-code.ts";

/** Turns what AWS or its SDK throws into a sentence with what to do next; undefined for an error that is not theirs. */
export function explainAwsError(error: unknown, doing: string): TodoApiError | undefined {
  if (!(error instanceof Error) || error instanceof TodoApiError) return undefined;
  const details = { awsError: error.name, requestId: requestIdOf(error) };
  const explain = (code: string, exitCode: TodoApiError["exitCode"], why: string, next: readonly Next[] = []) =>
    new TodoApiError(code, exitCode, toPrintable(`${doing}: ${why}`), { cause: error, details, next });
  const { name, message } = error;
  const login = { command: "aws sso login --profile <profile>", comment: "for a profile with single sign-on" };
  const renewing = [
    login,
    { command: "aws login --profile <profile>", comment: "for a profile that logs in with the browser" },
  ];
  const identity = { command: "aws sts get-caller-identity", comment: "show which credentials are used" };

  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return /sso|login|expired/i.test(message)
      ? explain("credentials-expired", EXIT.auth, `the credentials cannot be renewed: ${message}`, renewing)
      : explain(
          "no-credentials",
          EXIT.auth,
          `no AWS credentials were found in the environment, the profile, or this machine's role.${NOTHING_FOUND.test(message) ? "" : ` The SDK says: ${message}`}`,
          [
            { command: "todo-api deploy --local", comment: "try it without an AWS account" },
            login,
            { command: "aws configure", comment: "enter an access key" },
          ],
        );
  if (EXPIRED.has(name))
    return explain(
      "credentials-expired",
      EXIT.auth,
      "the credentials have expired. Renew them, or use another profile, and run the same command again: it continues where it stopped.",
      [...renewing, identity],
    );
  if (UNKNOWN_KEY.has(name))
    return explain(
      "credentials-invalid",
      EXIT.auth,
      "AWS does not know these credentials, or the region is one that the account has not enabled.",
      [identity],
    );
  if (BAD_SIGNATURE.has(name))
    return explain(
      "signature-refused",
      EXIT.auth,
      `AWS refused the signature: is the secret key right, and this machine's clock? AWS says: ${message}`,
      [identity],
    );
  if (/^(AccessDenied|UnauthorizedOperation)/.test(name))
    return explain("access-denied", EXIT.auth, `${message}. Ask for that permission, or use another profile.`, [
      identity,
    ]);
  if (/^(Throttling|TooManyRequests|RequestLimitExceeded|SlowDown)/.test(name))
    return explain("throttled", EXIT.failure, `AWS is throttling this account, and went on doing so: ${message}`);
  if (/Region is missing/.test(message)) return explain("no-region", EXIT.usage, "no region is set.");
  const network = networkReason(error);
  if (network) return explain("unreachable", EXIT.failure, network);
  return isFromAws(error) ? explain("aws-error", EXIT.failure, `${name}: ${message}`) : undefined;
}

/** What the SDK says when each place was merely empty. */
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
