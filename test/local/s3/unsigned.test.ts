import { createHash, createHmac } from "node:crypto";
import { PutBucketPolicyCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { allowPublicPolicies, anyoneReads, makeBucket, policyOf, putText, s3Client } from "./s3-client.ts";

let test: TestCloud;
let offset = 0;
beforeAll(async () => {
  test = await startTestCloud({ clock: { ...systemClock(), now: () => Date.now() + offset } });
  const s3 = s3Client(test);
  for (const Bucket of ["public", "private"]) {
    await makeBucket(s3, Bucket);
    await putText(s3, Bucket, "key", "text");
  }
  await allowPublicPolicies(s3, "public");
  await s3.send(new PutBucketPolicyCommand({ Bucket: "public", Policy: policyOf(anyoneReads("public")) }));
});
afterAll(() => test.stop());

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${test.endpoint}${path}`, init);
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)/.exec(text)?.[1], text };
}

describe("without a signature", () => {
  it("reads an object that the bucket policy allows anyone to read", async () => {
    expect(await ask("/public/key")).toMatchObject({ status: 200, text: "text" });
    expect((await fetch(`${test.endpoint}/public/key`, { method: "HEAD" })).status).toBe(200);
  });

  it.each([
    ["GET", "/private/key", 403, "AccessDenied"],
    ["GET", "/public", 403, "AccessDenied"],
    ["GET", "/public/missing", 403, "AccessDenied"],
    ["PUT", "/public/key", 403, "AccessDenied"],
    ["DELETE", "/public/key", 403, "AccessDenied"],
    ["PUT", "/new-bucket", 403, "AccessDenied"],
    ["GET", "/", 403, "AccessDenied"],
    ["GET", "/no-such-bucket/key", 404, "NoSuchBucket"],
    ["GET", "/public?acl", 400, "NotSupportedByLocalCloud"],
  ])("%s %s is rejected", async (method, path, status, code) => {
    expect(await ask(path, { method })).toMatchObject({ status, code });
    expect(await ask("/public/key")).toMatchObject({ text: "text" });
  });

  it("reads nothing while Block Public Access restricts the bucket", async () => {
    const s3 = s3Client(test);
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: "public", PublicAccessBlockConfiguration }));
    expect(await ask("/public/key")).toMatchObject({ status: 403, code: "AccessDenied" });
    await allowPublicPolicies(s3, "public");
  });

  it.each([
    ["/restapis", {}],
    ["/2015-03-31/functions", {}],
  ])("%s is rejected as API Gateway and Lambda reject it", async (path, init) => {
    const { status, text } = await ask(path, init);
    expect({ status, body: JSON.parse(text) }).toMatchObject({
      status: 403,
      body: { message: "Missing Authentication Token" },
    });
  });
});

describe("a request that is signed in another way is not anonymous", () => {
  it.each([
    ["AWS AKIA:signature", "InvalidRequest"],
    ["AWS4-HMAC-SHA256 Credential=AKIA", "AuthorizationHeaderMalformed"],
    ["Bearer token", "InvalidArgument"],
  ])("%s is rejected with %s", async (authorization, code) => {
    expect(await ask("/public/key", { headers: { authorization } })).toMatchObject({ status: 400, code });
  });

  it("a URL of Signature Version 2 is rejected, as for every bucket since 2020", async () => {
    const url = "/public/key?AWSAccessKeyId=AKIA&Signature=x&Expires=2000000000";
    expect(await ask(url)).toMatchObject({ status: 400, code: "InvalidRequest" });
  });
});

describe("a presigned URL", () => {
  it("reads, writes and lists as its signer may", async () => {
    expect(await ask(presign("GET", "/private/key"))).toMatchObject({ status: 200, text: "text" });
    expect(await ask(presign("PUT", "/private/other"), { method: "PUT", body: "new" })).toMatchObject({ status: 200 });
    expect(await ask(presign("GET", "/private/other"))).toMatchObject({ text: "new" });
    expect((await ask(presign("GET", "/private", { "list-type": "2" }))).text).toContain("<Key>other</Key>");
    expect((await ask(presign("GET", "/private", { "list-type": "2", prefix: ["o", "p"] }))).status).toBe(200);
    const user = { credentials: test.addUser([policyOf({ Effect: "Allow", Action: "s3:List*", Resource: "*" })]) };
    expect(await ask(presign("GET", "/private/key", {}, user))).toMatchObject({ status: 403, code: "AccessDenied" });
  });

  it.each([
    ["for another method", () => presign("PUT", "/private/key"), 403, "SignatureDoesNotMatch"],
    [
      "for another object",
      () => presign("GET", "/private/other").replace("other", "key"),
      403,
      "SignatureDoesNotMatch",
    ],
    [
      "with an additional parameter",
      () => `${presign("GET", "/private/key")}&versionId=null`,
      403,
      "SignatureDoesNotMatch",
    ],
    [
      "without its date",
      () => presign("GET", "/private/key").replace(/X-Amz-Date=\w+&/, ""),
      400,
      "AuthorizationQueryParametersError",
    ],
    [
      "that is valid for more than a week",
      () => presign("GET", "/private/key", {}, { expires: 604_801 }),
      400,
      "AuthorizationQueryParametersError",
    ],
    ["for another operation", () => presign("GET", "/private/key", { acl: "" }), 400, "NotSupportedByLocalCloud"],
    [
      "with an unknown access key",
      () => presign("GET", "/private/key", {}, { credentials: { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" } }),
      403,
      "InvalidAccessKeyId",
    ],
    [
      "that is dated in the future",
      () => presign("GET", "/private/key", {}, { date: Date.now() + 3_600_000 }),
      403,
      "AccessDenied",
    ],
  ])("%s is rejected", async (_, url, status, code) => {
    expect(await ask(url())).toMatchObject({ status, code });
  });

  it("expires", async () => {
    const url = presign("GET", "/private/key", {}, { expires: 60 });
    offset = 61_000;
    const { status, text } = await ask(url);
    offset = 0;
    expect(status).toBe(403);
    expect(text).toContain("<Message>Request has expired</Message><X-Amz-Expires>60</X-Amz-Expires>");
  });

  it.each([
    ["4\r\ntext\r\n0\r\n\r\n", 200, undefined],
    ["-6\r\n", 400, "IncompleteBody"],
    ["4;x=y\r\ntext\r\n0\r\n\r\n", 200, undefined],
    ["4text\r\ntext\r\n0\r\n\r\n", 400, "IncompleteBody"],
    ["", 400, "IncompleteBody"],
  ])("with the chunked body %j returns %i", async (body, status, code) => {
    const contentSha256 = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    const headers = { "content-encoding": "aws-chunked", "x-amz-content-sha256": contentSha256 };
    const init = { method: "PUT", headers, body };
    expect(await ask(presign("PUT", "/private/chunked", {}, { contentSha256 }), init)).toMatchObject({ status, code });
  });

  it("is rejected together with an Authorization header", async () => {
    const init = { headers: { authorization: "AWS4-HMAC-SHA256 x" } };
    expect(await ask(presign("GET", "/private/key"), init)).toMatchObject({ status: 400, code: "InvalidArgument" });
  });
});

type Parameters = Readonly<Record<string, string | readonly string[]>>;

interface Signing {
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly expires?: number;
  readonly date?: number;
  readonly contentSha256?: string;
}

/**
 * Signs a URL according to AWS's description of Signature Version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
function presign(method: string, path: string, more: Parameters = {}, signing: Signing = {}) {
  const { credentials = test.credentials, expires = 300, date = Date.now() } = signing;
  const { contentSha256 = "UNSIGNED-PAYLOAD" } = signing;
  const time = new Date(date).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${test.region}/s3/aws4_request`;
  const query = Object.entries({
    ...more,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(expires),
    "X-Amz-SignedHeaders": "host",
  }).flatMap(([name, values]) => [values].flat().map((value) => `${name}=${encodeURIComponent(value)}`));
  const search = query.sort().join("&");
  const canonical = [method, path, search, `host:${new URL(test.endpoint).host}`, "", "host", contentSha256];
  const hash = createHash("sha256").update(canonical.join("\n")).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const parts = scope.split("/");
  const key = parts.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, hash].join("\n")).toString("hex");
  return `${path}?${search}&X-Amz-Signature=${signature}`;
}
