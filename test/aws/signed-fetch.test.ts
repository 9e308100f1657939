import { expect, test } from "vitest";
import { signedFetch } from "../../src/aws/signed-fetch.ts";
import type { Target } from "../../src/aws/target.ts";
import type { Fetch } from "../../src/network/fetch.ts";

const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
const AWS: Target = { kind: "aws", region: "eu-west-1", regionSource: "--region", credentials };
const CHINA: Target = { ...AWS, region: "cn-north-1" };
const LOCAL: Target = { ...AWS, kind: "local" };
const EMULATOR: Target = { ...AWS, endpointUrl: "http://localhost:4566" };

/** The request that was sent to a URL; undefined if there was none. */
async function sentTo(url: string, target: Target): Promise<Readonly<Record<string, string>> | undefined> {
  let sent: Readonly<Record<string, string>> | undefined;
  const record: Fetch = async (_url, { headers = {} } = {}) => {
    sent = headers;
    return new Response();
  };
  const fetch = signedFetch(record, target, () => Date.UTC(2026, 0, 31));
  await fetch(url, { headers: { accept: "application/json" } }).catch(() => {});
  return sent;
}

test.each([
  ["https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items?limit=1", AWS],
  ["https://abc123.execute-api.cn-north-1.amazonaws.com.cn/dev/items", CHINA],
  ["http://127.0.0.1:1234/dev/items", LOCAL],
  ["http://localhost:4566/restapis/abc123/dev/_user_request_/items", EMULATOR],
])("signs a request to %s", async (url, target) => {
  const headers = await sentTo(url, target);
  expect(headers).toMatchObject({
    accept: "application/json",
    "x-amz-date": "20260131T000000Z",
    "x-amz-security-token": "token",
  });
  expect(headers?.["authorization"]).toContain(`/20260131/${target.region}/execute-api/aws4_request, SignedHeaders=`);
});

test.each([
  ["http://abc123.execute-api.eu-west-1.amazonaws.com/dev/items", AWS],
  ["https://abc123.execute-api.us-east-1.amazonaws.com/dev/items", AWS],
  ["https://abc123.execute-api.eu-west-1.amazonaws.com.example.org/dev/items", AWS],
  ["https://abc123.execute-api.eu-west-1.amazonaws.com:8443/dev/items", AWS],
  ["https://example.org/abc123.execute-api.eu-west-1.amazonaws.com", AWS],
  ["https://user@example.org", AWS],
  ["http://127.0.0.1:1234/dev/items", AWS],
  ["http://192.0.2.1/dev/items", LOCAL],
  ["http://localhost.example.org/dev/items", LOCAL],
  ["http://localhost:4567/restapis", EMULATOR],
  ["https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items", EMULATOR],
])("sends nothing to %s", async (url, target) => {
  expect(await sentTo(url, target)).toBeUndefined();
});
