import { codeOf } from "../errors.ts";
import { isCertificateCode } from "../network/certificate-code.ts";
import { isRecord } from "../text/json.ts";

/** Why a request has no response. */
export type ConnectionFailure =
  /** There was no connection: the API did not process the request. A temporary failure is worth another attempt. */
  | { readonly kind: "refused"; readonly why: string; readonly isTemporary: boolean }
  /** The request failed in another way, such as a timeout: the API may have processed it. */
  | { readonly kind: "lost"; readonly why: string };

/** Describes an error from `fetch`. Every network failure is `TypeError: fetch failed`; the reason is in its cause. */
export function describeFailure(error: unknown): ConnectionFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = codeOf(cause) ?? "";
  const message = cause instanceof Error ? cause.message : "";
  const isTemporary = code === "EAI_AGAIN" || isHandshakeBreak(message);
  // OpenSSL's messages contain memory addresses, source files and a line break.
  const fallback = code.startsWith("ERR_SSL_") ? `the TLS connection failed (${code})` : message || code;
  const why = REASONS[code || message] ?? fallback;
  const isRefused = isTemporary || isConnecting(cause) || REFUSALS.has(code || message) || HANDSHAKE.test(code);
  return isRefused || isCertificateCode(code) ? { kind: "refused", why, isTemporary } : { kind: "lost", why };
}

/** Whether Node failed to connect. If it tried several of the host's addresses, it throws an AggregateError. */
function isConnecting(cause: unknown): boolean {
  return (
    cause instanceof AggregateError || (isRecord(cause) && /^(connect|getaddrinfo)$/.test(String(cause["syscall"])))
  );
}

/** Whether a connection broke during the TLS handshake. Only Node's message shows this, not the code, ECONNRESET. */
function isHandshakeBreak(message: string): boolean {
  return message.endsWith("before secure TLS connection was established");
}

/** fetch's message for a port that it blocks; the error has no code (https://fetch.spec.whatwg.org/#port-blocking). */
const BAD_PORT = "bad port";
const REFUSALS: ReadonlySet<string> = new Set(["UND_ERR_CONNECT_TIMEOUT", "ERR_INVALID_URL", BAD_PORT]);
/** OpenSSL's codes if the two sides have no version or cipher in common, or if the other side does not use TLS. */
const HANDSHAKE = /^ERR_SSL_[\w/]*(VERSION|PROTOCOL|HANDSHAKE)/;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "the host name cannot be resolved",
  EAI_AGAIN: "the host name could not be resolved; check the network connection",
  ECONNRESET: "connection reset",
  UND_ERR_SOCKET: "connection closed",
  ERR_INVALID_URL: "the URL is not valid",
  [BAD_PORT]: "Node.js blocks this port",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
};
