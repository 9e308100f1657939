import { readFileSync } from "node:fs";
import { SignatureV4 } from "@smithy/signature-v4";
import { NodeSha256 } from "../../src/local/auth/node-sha256.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { isRecord } from "../../src/text/json.ts";
import type { TestCloud } from "./local-cloud.ts";

/** A valid request for an operation of AWS, without its signature. */
export interface SampleRequest {
  readonly service: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request for every operation in AWS's models, supported by the local cloud or not. */
export const SAMPLE_REQUESTS: readonly SampleRequest[] = readFileSync(
  new URL("../local/request/sample-requests.jsonl", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter(Boolean)
  .map((line): unknown => JSON.parse(line))
  .filter(isSample);

export async function sendSample(
  { region, endpoint }: TestCloud,
  credentials: Credentials,
  sample: SampleRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const signer = new SignatureV4({
    service: sample.service,
    region,
    credentials,
    sha256: NodeSha256,
    uriEscapePath: sample.service !== "s3",
  });
  const [path = "", search = ""] = sample.path.split("?");
  const { headers } = await signer.sign({
    method: sample.method,
    protocol: "http:",
    hostname: "127.0.0.1",
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { ...sample.headers, host: new URL(endpoint).host },
    body: sample.body,
  });
  const response = await fetch(`${endpoint}${path}${search && `?${search}`}`, {
    method: sample.method,
    headers,
    ...(sample.body !== "" && { body: sample.body }),
  });
  return { status: response.status, text: await response.text() };
}

function isSample(value: unknown): value is SampleRequest {
  return (
    isRecord(value) &&
    ["service", "operation", "method", "path", "body"].every((name) => typeof value[name] === "string")
  );
}
