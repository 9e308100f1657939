import { explainAwsError } from "../aws/explain.ts";
import { EXIT, type Next, TodoApiError } from "../errors.ts";
import { isRecord, type JsonObject, parseJson } from "../text/json.ts";
import { toPrintable } from "../text/printable.ts";
import type { ApiRequest, ApiResponse } from "./send-request.ts";

/** The error for an error response: the handlers' problem+json (RFC 9457), or the gateway's `{"message"}`. */
export function apiError(request: ApiRequest, response: ApiResponse, apiUrl: string): TodoApiError {
  const body = parseJson(response.text);
  const problem = isRecord(body) ? body : {};
  const faults = Array.isArray(problem["errors"]) ? problem["errors"].filter(isRecord) : [];
  const requestId = textOf(problem["requestId"]) ?? response.headers.get("x-amzn-requestid") ?? undefined;
  const title = textOf(problem["title"]);
  const why = textOf(problem["detail"]) ?? textOf(problem["message"] ?? problem["Message"]) ?? "no reason given";
  const rejection = callerError(request, response, textOf(problem["reason"]) ?? why);
  if (rejection) return rejection;
  const named = `${response.status}${title === undefined ? "" : ` ${title}`}`;
  const id = requestId === undefined ? "" : ` (request ${requestId})`;
  return new TodoApiError(
    "api-error",
    EXIT.api,
    toPrintable(`could not ${actionText(request)}: the API returned ${named}: ${why}${id}`) + faultLines(faults, why),
    {
      details: { status: response.status, title, detail: why, errors: faults, requestId, apiUrl },
      next: nextSteps(request, response.status, requestId),
    },
  );
}

/**
 * The error for a caller that the API rejects because of its API key, address, credentials, permissions or signature;
 * undefined for any other response.
 */
function callerError(request: ApiRequest, { status, headers }: ApiResponse, why: string): TodoApiError | undefined {
  const name = headers.get("x-amzn-errortype") ?? "";
  if (status !== 403 || !CALLER_ERRORS.test(name)) return undefined;
  const couldNot = `could not ${actionText(request)}`;
  if (name === "ForbiddenException")
    return new TodoApiError(
      "api-key-rejected",
      EXIT.auth,
      `${couldNot}: the API rejected the API key of this stack, or the stack has none`,
      {
        details: { status, detail: why },
        next: [{ command: "todo-api key rotate", comment: "create an API key" }],
      },
    );
  // A stack's resource policy denies requests only by IP address.
  if (/explicit deny in a resource-based policy/.test(why))
    return new TodoApiError(
      "address-rejected",
      EXIT.auth,
      toPrintable(`${couldNot}: the API does not accept requests from this machine's IP address: ${why}`),
      {
        details: { status, detail: why },
        next: [{ command: "todo-api status", comment: "show who may call the API" }],
      },
    );
  return explainAwsError(Object.assign(new Error(why), { name }), couldNot);
}

const CALLER_ERRORS = /^(AccessDenied|ExpiredToken|Forbidden|InvalidSignature|UnrecognizedClient)Exception$/;

/** The error for a request without a response. */
export function unreachable(
  { method }: ApiRequest,
  apiUrl: string,
  { why, mayHaveSucceeded }: { readonly why: string; readonly mayHaveSucceeded: boolean },
): TodoApiError {
  return new TodoApiError("api-unreachable", EXIT.api, `the API at ${apiUrl} does not respond: ${why}`, {
    details: { apiUrl },
    next: [
      ...(method === "POST" && mayHaveSucceeded ? [LIST_ITEMS] : []),
      { command: "todo-api status", comment: "show what is deployed" },
    ],
  });
}

/** The error for a response that this version of the API never returns. */
export function unexpectedResponse(request: ApiRequest, { status }: ApiResponse, apiUrl: string): TodoApiError {
  const message = `unexpected response from ${apiUrl}: ${request.method} ${request.path} returned ${status} with a body that this version of the API does not return`;
  return new TodoApiError("api-error", EXIT.api, message, {
    details: { status, apiUrl },
    next: [{ command: "todo-api deploy", comment: "deploy this version of the API" }],
  });
}

function actionText({ method, path }: ApiRequest): string {
  if (method === "POST") return "add the item";
  if (method === "PATCH") return "update the item";
  if (method === "DELETE") return path === "/items" ? "delete the items" : "delete the item";
  return /^\/items\/./.test(path) ? "show the item" : "list the items";
}

/** Formats one line per fault; omits faults whose detail is missing or is already in `text`. */
function faultLines(faults: readonly JsonObject[], text: string): string {
  const lines = faults.flatMap((fault) => {
    const detail = textOf(fault["detail"]);
    const where = textOf(fault["pointer"]) ?? textOf(fault["parameter"]) ?? textOf(fault["header"]);
    return detail === undefined || text.includes(detail) ? [] : [where === undefined ? detail : `${where}: ${detail}`];
  });
  return lines.map((line) => `\n  ${toPrintable(line)}`).join("");
}

function nextSteps({ method, path }: ApiRequest, status: number, requestId: string | undefined): readonly Next[] {
  const id = /^\/items\/([^?]+)/.exec(path)?.[1];
  const steps: Next[] = [];
  if (status === 404) steps.push({ command: "todo-api items list", comment: "list the items" });
  if (status === 412)
    steps.push({ command: `todo-api items get ${id}`, comment: "show the current version of the item" });
  if (status >= 500 && method === "POST") steps.push(LIST_ITEMS);
  if (status >= 500) {
    // Users paste the command into a shell, so text that is not a plain ID is omitted.
    const request = requestId !== undefined && /^[\w-]+$/.test(requestId) ? ` --request ${requestId}` : "";
    steps.push({ command: `todo-api logs${request}`, comment: "show what the functions logged" });
  }
  return steps;
}

const LIST_ITEMS = { command: "todo-api items list", comment: "check whether the item was added" };

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
