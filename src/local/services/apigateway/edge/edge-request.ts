import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { ApiCaller } from "../../../auth/execute-api/authenticate-api-caller.ts";
import type { UsagePlanRecord } from "../store.ts";
import { readBody } from "./read-body.ts";

/** One request to an API, with the API key and the caller that the edge verified. */
export interface EdgeRequest {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** The value of X-Amzn-Trace-Id. */
  readonly trace: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly method: string;
  readonly protocol: string;
  /** The Host header: host name and port. */
  readonly host: string;
  readonly port: string;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  readonly message: IncomingMessage;
  readonly stage: string;
  /** The path with the stage, still encoded. */
  readonly fullPath: string;
  /** The path without the stage, still encoded. */
  readonly path: string;
  /** The query without the question mark. */
  readonly query: string;
  /** The request's API key, if the method requires one and `findAdmittedKey` accepts it. */
  readonly apiKey?: AdmittedKey | undefined;
  /** Reads the body on the first call, and returns it on every call. */
  body(): Promise<Buffer | "too-large">;
  /** The sender, if a signature was required and is valid. */
  readonly caller?: ApiCaller;
}

/** Reads a request without its body. */
export function readEdgeRequest(message: IncomingMessage, now: number): EdgeRequest {
  const { headers, url = "/", socket } = message;
  const queryStart = url.indexOf("?");
  const target = (queryStart < 0 ? url : url.slice(0, queryStart)).replace(/^\/+/, "/");
  const end = target.indexOf("/", 1);
  const stage = target.slice(1, end < 0 ? undefined : end);
  const pathInStage = end < 0 ? "/" : target.slice(end);
  let body: Promise<Buffer | "too-large"> | undefined;
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64url")}=`,
    trace: traceOf(headers["x-amzn-trace-id"], now),
    receivedAt: now,
    // In REST APIs, this header overrides the method
    // (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
    method: methodOf(headers["x-http-method-override"]) ?? message.method ?? "GET",
    protocol: `HTTP/${message.httpVersion}`,
    host: headers.host ?? "",
    port: String(socket.localPort ?? ""),
    sourceIp: socket.remoteAddress ?? "127.0.0.1",
    userAgent: headers["user-agent"],
    message,
    stage,
    fullPath: end < 0 ? `${target}/` : target,
    path: `/${pathInStage.replace(/^\/+/, "")}`,
    query: queryStart < 0 ? "" : url.slice(queryStart + 1),
    body() {
      body ??= readBody(message);
      return body;
    },
  };
}

function methodOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" && /^[A-Za-z]+$/.test(header) ? header.toUpperCase() : undefined;
}

function traceOf(header: string | readonly string[] | undefined, now: number): string {
  if (typeof header === "string" && /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}/.test(header)) return header;
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
}

/** The API key in a request, and the usage plan that includes both the key and the stage. */
export interface AdmittedKey {
  readonly id: string;
  readonly value: string;
  readonly plan: UsagePlanRecord;
}
