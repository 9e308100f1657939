import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Sha256 } from "../../../handlers/sha256.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

type Headers = Readonly<Record<string, string>>;

/** A request of each protocol that succeeds with a valid signature. */
const REQUESTS = {
  dynamodb: {
    method: "POST",
    path: "/",
    body: "{}",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
  },
  iam: {
    method: "POST",
    path: "/",
    body: "Action=ListRoles&Version=2010-05-08",
    headers: { "content-type": "application/x-www-form-urlencoded", "x-amz-user-agent": "1" },
  },
  lambda: { method: "GET", path: "/2015-03-31/functions", headers: { "x-amz-user-agent": "1" } },
  s3: { method: "GET", path: "/", headers: { "x-amz-user-agent": "1" } },
} as const;
type Signed = keyof typeof REQUESTS;

/**
 * Signs the request without the headers in `unsigned`, and sends it with the changed headers. A change to "" removes
 * one.
 */
async function send(service: Signed, unsigned: readonly string[], change: (signed: Headers) => Headers) {
  const { hostname, host } = new URL(cloud.endpoint);
  const request = REQUESTS[service];
  const signer = new SignatureV4({
    service,
    region: cloud.region,
    credentials: cloud.credentials,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const headers: Headers = { host, ...request.headers };
  const covered = Object.fromEntries(Object.entries(headers).filter(([name]) => !unsigned.includes(name)));
  const signed = await signer.sign({ protocol: "http:", hostname, ...request, headers: covered });
  const { host: _, ...sent } = change({ ...headers, ...signed.headers });
  const response = await fetch(`${cloud.endpoint}${request.path}`, {
    method: request.method,
    headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== "")),
    ...("body" in request && { body: request.body }),
  });
  return { status: response.status, body: await response.text() };
}

const same = (headers: Headers) => headers;
const withDate = (date: string) => (headers: Headers) => ({ ...headers, "x-amz-date": date });
const DAY_BEFORE = (headers: Headers) => ({
  ...headers,
  authorization: `${headers.authorization}`.replace(/\/\d{8}\//, "/20200101/"),
});

const INCOMPLETE = {
  dynamodb: [400, "IncompleteSignatureException"],
  iam: [400, "<Code>IncompleteSignature</Code>"],
  lambda: [403, "Date"],
  s3: [403, "AWS authentication requires a valid Date or x-amz-date header"],
} as const;
const NOT_SIGNED = {
  dynamodb: [400, "must be a 'SignedHeader' in the AWS Authorization."],
  iam: [403, "must be a 'SignedHeader' in the AWS Authorization."],
  lambda: [403, "must be a 'SignedHeader' in the AWS Authorization."],
  s3: [403, "There were headers present in the request which were not signed"],
} as const;
const OTHER_DAY = {
  dynamodb: [400, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."],
  iam: [403, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."],
  lambda: [403, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."],
  s3: [400, "AuthorizationHeaderMalformed"],
} as const;

const services = ["dynamodb", "iam", "lambda", "s3"] as const;

describe.each(services)("%s", (service) => {
  const target = service === "dynamodb" ? "x-amz-target" : "x-amz-user-agent";

  test("accepts a completely signed request", async () => {
    expect(await send(service, [], same)).toMatchObject({ status: 200 });
  });

  test.each([
    ["host", ["host"]],
    ["an x-amz header", [target]],
    ["both", ["host", target]],
  ])("rejects a signature that does not cover %s", async (_what, unsigned) => {
    const [status, text] = NOT_SIGNED[service];
    expect(await send(service, unsigned, same)).toEqual({ status, body: expect.stringContaining(text) });
  });

  test.each(["", "yesterday", "20261399T000000Z", "2026-11-28T00:00:00Z", "20261128"])(
    "rejects the date %j",
    async (date) => {
      const [status, text] = INCOMPLETE[service];
      expect(await send(service, [], withDate(date))).toEqual({ status, body: expect.stringContaining(text) });
    },
  );

  test("rejects a credential for a different day than the date", async () => {
    const [status, text] = OTHER_DAY[service];
    expect(await send(service, [], DAY_BEFORE)).toEqual({ status, body: expect.stringContaining(text) });
  });
});

const WRONG_SERVICE = {
  dynamodb: [400, "Credential should be scoped to correct service: 'dynamodb'. "],
  iam: [403, "Credential should be scoped to correct service: 'iam'. "],
  lambda: [403, "Credential should be scoped to correct service: 'lambda'. "],
} as const;
const FIVE_PARTS = {
  dynamodb: [400, "Credential must have exactly 5 slash-delimited elements"],
  iam: [400, "Credential must have exactly 5 slash-delimited elements"],
  lambda: [403, "Credential must have exactly 5 slash-delimited elements"],
} as const;

describe.each(["dynamodb", "iam", "lambda"] as const)("%s, with a credential for another scope", (service) => {
  test.each([
    ["of an unknown service", `/d/aws4_request`, WRONG_SERVICE[service]],
    ["with too few parts", `/aws4_request`, FIVE_PARTS[service]],
  ])("rejects one %s in its own protocol", async (_what, scope, [status, text]) => {
    const change = (headers: Headers) => ({
      ...headers,
      authorization: `${headers.authorization}`.replace(`/${service}/aws4_request`, scope),
    });
    expect(await send(service, [], change)).toEqual({ status, body: expect.stringContaining(text) });
  });
});

test.each([
  [
    "AKIA/20261128/eu-west-1/d/aws4_request",
    "incorrect service &quot;d&quot;. This endpoint belongs to &quot;s3&quot;.",
  ],
  ["AKIA/eu-west-1/s3/aws4_request", "the Credential is mal-formed"],
])("rejects a request to a bucket with the credential %s as S3 does", async (credential, text) => {
  await new S3Client({ ...cloud.clientConfig, forcePathStyle: true })
    .send(
      new CreateBucketCommand({
        Bucket: "scoped",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    )
    .catch(ignoreOwned);
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${"0".repeat(64)}`;
  const response = await fetch(`${cloud.endpoint}/scoped/key`, { headers: { authorization } });
  expect(response.status).toBe(400);
  const body = await response.text();
  expect(body).toContain("<Code>AuthorizationHeaderMalformed</Code>");
  expect(body).toContain(text);
});

function ignoreOwned(error: unknown): void {
  if (!(error instanceof Error && error.name === "BucketAlreadyOwnedByYou")) throw error;
}
