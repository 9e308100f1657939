import { type IncomingHttpHeaders, request as send } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import { NodeSha256 } from "../../src/local/auth/node-sha256.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { TEST_REGION } from "./local-cloud.ts";

/** A request to a deployed API, and how it is signed. */
export interface ApiRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly credentials?: Credentials;
  readonly region?: string;
  readonly service?: string;
  /** The time of the signature. */
  readonly signedAt?: Date;
  /** Puts the signature into the URL, where it is valid for this number of seconds. */
  readonly presignedFor?: number;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as sent, with the signature in its URL or headers. */
export interface SignedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs a request with Signature Version 4 for API Gateway, as the CLI and the SDKs do. */
export async function sign(
  url: string,
  request: ApiRequest & { readonly credentials: Credentials },
): Promise<SignedRequest> {
  const {
    method = "GET",
    headers = {},
    body = "",
    credentials,
    region = TEST_REGION,
    service = "execute-api",
  } = request;
  const { origin, path, search } = partsOf(url);
  const { host } = new URL(origin);
  const signer = new SignatureV4({ service, region, credentials, sha256: NodeSha256, applyChecksum: false });
  const query = Object.fromEntries(new URLSearchParams(search));
  const unsigned = {
    method,
    protocol: "http:",
    hostname: host,
    path,
    query,
    headers: { ...headers, host },
    body,
  };
  const signingDate = request.signedAt ?? new Date();
  const signed =
    request.presignedFor === undefined
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, { signingDate, expiresIn: request.presignedFor });
  const signedQuery = new URLSearchParams(
    Object.entries(signed.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return {
    url: `${origin}${path}${signedQuery.size > 0 ? `?${signedQuery}` : ""}`,
    method,
    headers: signed.headers,
    body,
  };
}

/** Sends a request, signed if it has credentials. */
export async function callApi(url: string, request: ApiRequest = {}): Promise<ApiResponse> {
  const { credentials } = request;
  const { method = "GET", headers = {}, body = "" } = request;
  return sendSigned(credentials ? await sign(url, { ...request, credentials }) : { url, method, headers, body });
}

/** Sends a request; unlike fetch, it changes neither the path nor the headers. */
export function sendSigned({ url, method, headers, body }: SignedRequest): Promise<ApiResponse> {
  const { origin, path, search } = partsOf(url);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, path: `${path}${search}`, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Splits a URL without normalizing it: the class URL would resolve the dots in its path. */
function partsOf(url: string): { readonly origin: string; readonly path: string; readonly search: string } {
  const [, origin = "", path = "/", search = ""] = /^(http:\/\/[^/?]+)([^?]*)(.*)$/.exec(url) ?? [];
  return { origin, path, search };
}
