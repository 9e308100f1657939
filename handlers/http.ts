import { STATUS_CODES } from "node:http";
import { type Model, readModel } from "./model.ts";
import { Problem } from "./problem.ts";
import { openTable, type Table } from "./table.ts";
import { refuseUnsupported, type Supported } from "./unsupported.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** The parts of API Gateway's REST proxy event (v1) that the handlers read; a direct invocation may lack any of them. */
export interface ApiEvent {
  readonly httpMethod?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly headers?: Texts | null;
  readonly queryStringParameters?: Texts | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters?: Texts | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly path?: string; readonly domainName?: string; readonly requestId?: string };
}

/** The answer in the form that API Gateway's proxy integration takes: any other top-level key makes it answer 502. */
export interface ApiResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The part of Lambda's context that the handlers read; a direct call may be without. */
export interface LambdaContext {
  readonly getRemainingTimeInMillis?: () => number;
}

/** One request with all that a route needs of the outside world. */
export interface ApiRequest {
  readonly event: ApiEvent;
  readonly model: Model;
  readonly table: Table;
  /** The time of the request, in ISO 8601. */
  readonly now: string;
  /** Writes one structured log line; never give it what a user wrote. */
  readonly log: (facts: Readonly<Record<string, string>>) => void;
  /** How long the function may still run. */
  readonly millisecondsLeft: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Answers one kind of request. */
export type Route = (request: ApiRequest) => Promise<ApiResponse>;

/**
 * Makes a Lambda handler of routes such as `{ "GET /items": list }`; every failure becomes problem+json (RFC 9457). What a route does not support in a
 * query or a precondition is a 400: a request that asks for less than the route does must not be carried out as a whole.
 */
export function serve(
  routes: Readonly<Record<string, Route>>,
  supports: Supported = {},
): (event: ApiEvent, context?: LambdaContext) => Promise<ApiResponse> {
  return async (event, context = {}) => {
    try {
      const route = findRoute(routes, event);
      const request = readRequest(event, context);
      refuseUnsupported(event, request.model, supports);
      return await route(request);
    } catch (error) {
      return failed(event, error);
    }
  };
}

/** An answer with a JSON body. */
export function json(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return {
    statusCode,
    headers: { ...EVERY_ANSWER, "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** The same answer without its body: that of HEAD. */
export function withoutBody(route: Route): Route {
  return async (request) => ({ ...(await route(request)), body: "" });
}

/** A 304 answer: the caller has what it would say. */
export function notModified(headers: Readonly<Record<string, string>>): ApiResponse {
  return { statusCode: 304, headers: { ...EVERY_ANSWER, ...headers }, body: "" };
}

/** A 204 answer, which has no body. */
export function noContent(): ApiResponse {
  return { statusCode: 204, headers: EVERY_ANSWER, body: "" };
}

const EVERY_ANSWER = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "Location, Link, ETag, Retry-After, Allow, Accept-Patch, Idempotent-Replayed, x-amzn-RequestId",
  "Cache-Control": "no-store",
} as const;

function findRoute(routes: Readonly<Record<string, Route>>, event: ApiEvent): Route {
  const { httpMethod = "", resource = "" } = event;
  const found = Object.entries(routes).find(([key]) => key === `${httpMethod} ${resource}`);
  if (found !== undefined) return found[1];
  const allowed = Object.keys(routes).flatMap((key) => (key.endsWith(` ${resource}`) ? key.split(" ", 1) : []));
  if (allowed.length === 0) throw new Problem(404, `This function serves no resource "${resource}".`);
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

function failed(event: ApiEvent, error: unknown): ApiResponse {
  const requestId = event.requestContext?.requestId;
  const problem = error instanceof Problem ? error : new Problem(500, "The request failed through a fault of ours.");
  if (problem.status >= 500) {
    // Of a text and an Error, Lambda's JSON log format makes a line with errorType, errorMessage and stackTrace
    // (LogPatch.js of aws-lambda-nodejs-runtime-interface-client); the text joins it to the answer's requestId.
    // biome-ignore lint/suspicious/noConsole: in Lambda, the console is the log
    console.error(`${event.httpMethod} ${event.resource} failed (request ${requestId}):`, error);
  }
  const { status, message: detail, errors } = problem;
  const listed = errors.length > 0 ? { errors } : {};
  const body = { type: "about:blank", title: STATUS_CODES[status], status, detail, requestId, ...listed };
  return json(status, body, { "Content-Type": "application/problem+json", ...problem.headers });
}
