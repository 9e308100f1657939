import { type ClientRequest, request as startRequest } from "node:http";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Sha256 } from "../../../handlers/sha256.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const MEGABYTE = 1024 * 1024;
const CREATE_FUNCTION = { method: "POST", path: "/2015-03-31/functions", headers: {} };
const LIST_TABLES = {
  method: "POST",
  path: "/",
  headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
};
const PUT_OBJECT = { method: "PUT", path: "/bucket/key", headers: {} };
const LIST_ROLES = { method: "POST", path: "/", headers: { "content-type": "application/x-www-form-urlencoded" } };

async function signed(service: string, sent: Sent, credentials = cloud.credentials): Promise<Sent> {
  const { hostname, host } = new URL(cloud.endpoint);
  const signer = new SignatureV4({ service, region: cloud.region, credentials, sha256: Sha256, uriEscapePath: false });
  const headers = { ...sent.headers, host, "x-amz-content-sha256": "0".repeat(64) };
  return { ...sent, headers: (await signer.sign({ protocol: "http:", hostname, ...sent, headers })).headers };
}

/**
 * Sends the head of a request and a part of its body, and returns the response that arrives before the rest is sent.
 */
async function rejectionOf(sent: Sent, bytes: number | "without end"): Promise<{ status?: number; body: string }> {
  const { port } = new URL(cloud.endpoint);
  const length = bytes === "without end" ? {} : { "content-length": String(bytes) };
  let outgoing: ClientRequest | undefined;
  const rejection = await new Promise<{ status?: number; body: string }>((resolve, reject) => {
    outgoing = startRequest({ ...sent, host: "127.0.0.1", port, headers: { ...sent.headers, ...length } });
    outgoing.on("error", reject).on("response", (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ ...(response.statusCode && { status: response.statusCode }), body }));
    });
    outgoing.write(Buffer.alloc(100_000));
  });
  outgoing?.on("error", () => {}).destroy();
  return rejection;
}

test.each([20 * MEGABYTE, "without end"] as const)(
  "a body of %s bytes is not read before the caller is known",
  async (bytes) => {
    const wrong = { ...cloud.credentials, secretAccessKey: "wrong" };
    const unknown = { ...cloud.credentials, accessKeyId: "AKIAUNKNOWNUNKNOWN00" };
    const refused: readonly (readonly [Sent, number, string])[] = [
      [LIST_TABLES, 400, "MissingAuthenticationTokenException"],
      [LIST_ROLES, 403, "MissingAuthenticationToken"],
      [CREATE_FUNCTION, 403, "Missing Authentication Token"],
      [PUT_OBJECT, 400, "NotSupportedByLocalCloud"],
      [{ method: "POST", path: "/_local/stop", headers: {} }, 413, "too large"],
      [await signed("dynamodb", LIST_TABLES, wrong), 400, "InvalidSignatureException"],
      [await signed("lambda", CREATE_FUNCTION, unknown), 403, "security token"],
      [await signed("s3", PUT_OBJECT, wrong), 403, "SignatureDoesNotMatch"],
    ];
    for (const [sent, status, text] of refused)
      expect(await rejectionOf(sent, bytes)).toEqual({ status, body: expect.stringContaining(text) });
  },
);

test("a body above its service's limit is rejected by its length", async () => {
  const refused: readonly (readonly [string, Sent, number, number, string])[] = [
    ["lambda", CREATE_FUNCTION, 70_167_212, 413, "smaller than 70167211 bytes for the CreateFunction operation"],
    ["dynamodb", LIST_TABLES, 16 * MEGABYTE + 1, 413, "smaller than 16777216 bytes for the ListTables operation"],
    ["iam", LIST_ROLES, MEGABYTE + 1, 413, "smaller than 1048576 bytes"],
    ["s3", PUT_OBJECT, 80 * MEGABYTE + 1, 400, "NotSupportedByLocalCloud"],
  ];
  for (const [service, sent, bytes, status, text] of refused)
    expect(await rejectionOf(await signed(service, sent), bytes)).toEqual({
      status,
      body: expect.stringContaining(text),
    });
});

test("a large body of a known caller arrives completely", async () => {
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  const Bucket = "large-bodies";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
  const Body = Buffer.alloc(3 * MEGABYTE, "todo");
  await s3.send(new PutObjectCommand({ Bucket, Key: "key", Body }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
});

test("an SDK receives the rejection of a body that it sends completely", async () => {
  const lambda = new LambdaClient(cloud.clientConfig);
  const Role = "arn:aws:iam::000000000000:role/none";
  const create = new CreateFunctionCommand({ FunctionName: "x", Role, Code: { ZipFile: Buffer.alloc(53 * MEGABYTE) } });
  await expect(lambda.send(create)).rejects.toMatchObject({
    name: "RequestEntityTooLargeException",
    message: "Request must be smaller than 70167211 bytes for the CreateFunction operation",
  });
});
