import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Settings } from "./settings.ts";
import { Sha256 } from "./sha256.ts";

export interface DynamoDbResponse {
  readonly status: number;
  readonly text: string;
}

const RESPONSE_TIMEOUT_MS = 2_000;

// Created once, so that all calls in an execution environment share connections.
const httpAgent = new HttpAgent({ keepAlive: true });
const httpsAgent = new HttpsAgent({ keepAlive: true });

/** Sends one signed AWS JSON 1.0 request to DynamoDB; rejects when the connection fails or times out. */
export async function send(operation: string, input: object, settings: Settings, at: Date): Promise<DynamoDbResponse> {
  const body = JSON.stringify(input);
  const headers = await sign(operation, body, settings, at);
  return post(settings.endpoint, headers, body);
}

async function sign(operation: string, body: string, settings: Settings, at: Date): Promise<Record<string, string>> {
  const { region, credentials, endpoint } = settings;
  const signer = new SignatureV4({ service: "dynamodb", region, credentials, sha256: Sha256 });
  const headers = {
    host: endpoint.host,
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
  };
  const { protocol, hostname, pathname: path } = endpoint;
  const signed = await signer.sign({ method: "POST", protocol, hostname, path, headers, body }, { signingDate: at });
  return signed.headers;
}

function post(url: URL, headers: Record<string, string>, body: string): Promise<DynamoDbResponse> {
  const isPlain = url.protocol === "http:";
  const options = { method: "POST", headers, agent: isPlain ? httpAgent : httpsAgent, timeout: RESPONSE_TIMEOUT_MS };
  return new Promise((resolve, reject) => {
    const outgoing = (isPlain ? requestHttp : requestHttps)(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      incoming.on("error", reject);
    });
    outgoing.on("timeout", () =>
      outgoing.destroy(new Error(`DynamoDB did not respond within ${RESPONSE_TIMEOUT_MS} ms.`)),
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
