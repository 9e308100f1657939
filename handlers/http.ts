import { STATUS_CODES } from "node:http";
import type { ApiEvent } from "./api-event.ts";
import { type Model, readModel } from "./model.ts";
import { Problem } from "./problem.ts";
import { type ApiResponse, json } from "./response.ts";
import { openTable, type Table } from "./table.ts";
import { rejectUnsupported, type Supported } from "./unsupported.ts";

/** The part of Lambda's context that the handlers read. */
interface LambdaContext {
  /** Absent outside Lambda. */
  readonly getRemainingTimeInMillis?: () => number;
}

/** A request, with everything that a route uses. */
export interface ApiRequest {
  readonly event: ApiEvent;
  readonly model: Model;
  readonly table: Table;
  /** The time of the request, in ISO 8601. */
  readonly now: string;
  /** Writes one structured log line, which must not contain user input. */
  readonly log: (facts: Readonly<Record<string, string>>) => void;
  /** The time that remains before the function's timeout. */
  readonly millisecondsLeft: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export type Route = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * Creates a Lambda handler from routes such as `{ "GET /items": list }`. Every failure becomes problem+json (RFC 9457).
 * The handler returns a 400 for an unsupported query parameter, or for an unsupported precondition on a write. If the
 * handler ignored them, the request could return, change or delete the wrong items.
 */
export function serve(
  routes: Readonly<Record<string, Route>>,
  supports: Supported = {},
): (event: ApiEvent, context?: LambdaContext) => Promise<ApiResponse> {
  return async (event, context = {}) => {
    try {
      const route = requireRoute(routes, event);
      const request = readRequest(event, context);
      rejectUnsupported(event, request.model, supports);
      return await route(request);
    } catch (error) {
      return toErrorResponse(event, error);
    }
  };
}

function requireRoute(routes: Readonly<Record<string, Route>>, event: ApiEvent): Route {
  const { httpMethod = "", resource = "" } = event;
  const found = Object.entries(routes).find(([key]) => key === `${httpMethod} ${resource}`);
  if (found !== undefined) return found[1];
  const allowed = Object.keys(routes).flatMap((key) => (key.endsWith(` ${resource}`) ? key.split(" ", 1) : []));
  if (allowed.length === 0) throw new Problem(404, `This function does not serve the resource "${resource}".`);
  const detail = `This function does not serve ${httpMethod} on "${resource}", only ${allowed.join(", ")}.`;
  throw new Problem(405, detail, { headers: { Allow: allowed.join(", ") } });
}

function readRequest(event: ApiEvent, { getRemainingTimeInMillis }: LambdaContext): ApiRequest {
  const millisecondsLeft = getRemainingTimeInMillis ?? (() => Number.POSITIVE_INFINITY);
  const table = openTable({ env: process.env, now: () => new Date(), pause });
  return { event, model: readModel(process.env), table, now: new Date().toISOString(), log, millisecondsLeft, pause };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function log(facts: Readonly<Record<string, string>>): void {
  // biome-ignore lint/suspicious/noConsole: in Lambda, the console is the log
  console.info(facts);
}

function toErrorResponse(event: ApiEvent, error: unknown): ApiResponse {
  const requestId = event.requestContext?.requestId;
  const problem =
    error instanceof Problem ? error : new Problem(500, "The request failed because of an internal error.");
  if (problem.status >= 500) {
    // Lambda's JSON log format turns a string and an Error into one line with errorType, errorMessage and stackTrace
    // (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js). The requestId in
    // the string links the line to the response.
    // biome-ignore lint/suspicious/noConsole: in Lambda, the console is the log
    console.error(`${event.httpMethod} ${event.resource} failed (request ${requestId}):`, error);
  }
  const { status, message: detail, errors } = problem;
  const listed = errors.length > 0 ? { errors } : {};
  const body = { type: "about:blank", title: STATUS_CODES[status], status, detail, requestId, ...listed };
  return json(status, body, { "Content-Type": "application/problem+json", ...problem.headers });
}
