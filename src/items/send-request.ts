import { USER_AGENT } from "../aws/user-agent.ts";
import type { Fetch, FetchOptions } from "../network/fetch.ts";

/** One request to the deployed API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "OPTIONS";
  /** Below the API's URL, with a slash before it and a query if there is one. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Besides those of every request, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, its body read. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

/** What came of a request. */
export type Outcome =
  | { readonly kind: "answered"; readonly answer: ApiAnswer }
  /** Nothing took the connection: the request was not carried out. */
  | { readonly kind: "refused"; readonly why: string }
  /** The connection broke, or no answer came in time: the request may have been carried out. */
  | { readonly kind: "lost"; readonly why: string };

/** API Gateway answers for the function after 29 s at the latest. */
const ANSWER_SECONDS = 30;
/** What fetch says, with no code, of the ports that it never calls (https://fetch.spec.whatwg.org/#port-blocking). */
const BAD_PORT = "bad port";

/** Sends one request, once. Rejects only when the signal is aborted. */
export async function sendRequest(
  apiUrl: string,
  request: ApiRequest,
  { signal, fetch }: { readonly signal: AbortSignal; readonly fetch: Fetch },
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(ANSWER_SECONDS * 1000);
  try {
    const answer = await fetch(`${apiUrl}${request.path}`, {
      ...toInit(request),
      signal: AbortSignal.any([signal, timeout]),
    });
    return {
      kind: "answered",
      answer: { status: answer.status, headers: answer.headers, text: await answer.text() },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { kind: "lost", why: `no answer came in ${ANSWER_SECONDS} s` };
    return toFailure(error);
  }
}

function toInit({ method, body, headers: own }: ApiRequest): FetchOptions {
  const headers = { accept: "application/json", "user-agent": USER_AGENT, ...own };
  // API Gateway never redirects: following one would mean to trust whatever took its address.
  const init = { method, headers, redirect: "manual" } as const;
  if (body === undefined) return init;
  return { ...init, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

// These come before a byte of the request is sent.
const REFUSALS = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ERR_INVALID_URL",
  BAD_PORT,
];

function toFailure(error: unknown): Outcome {
  // Of fetch, every network failure is `TypeError: fetch failed`, and its cause tells what it was.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = codeOf(cause);
  const why = WORDS[code] ?? (cause instanceof Error && cause.message !== "" ? cause.message : code);
  return { kind: REFUSALS.includes(code) ? "refused" : "lost", why };
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return cause instanceof Error && cause.message === BAD_PORT ? BAD_PORT : "";
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved just now: is this machine online?",
  ECONNRESET: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  ERR_INVALID_URL: "that is no URL",
  [BAD_PORT]: "nothing of ours listens at such a port",
  UND_ERR_CONNECT_TIMEOUT: "no connection could be made in time",
};
