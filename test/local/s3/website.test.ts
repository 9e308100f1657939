import { request } from "node:http";
import {
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { anyoneReads, makeBucket, makeWebsite, policyOf, putText, s3Client } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  await makeWebsite(s3, "site");
  await putText(s3, "site", "index.html", "<h1>Home</h1>", { ContentType: "text/html", CacheControl: "no-cache" });
  await putText(s3, "site", "error.html", "<h1>Lost</h1>", { ContentType: "text/html" });
  await putText(s3, "site", "docs/index.html", "<h1>Docs</h1>", { ContentType: "text/html" });
  await putText(s3, "site", "data.bin", "bytes", { Metadata: { build: "42" } });
});
afterAll(() => test.stop());

function urlOf(bucket: string): string {
  const url = test.cloud.websites.urlOf(bucket);
  if (url === undefined) throw new Error(`The bucket ${bucket} has no website.`);
  return url;
}

const visit = (path: string, init: RequestInit = {}, bucket = "site") =>
  fetch(`${urlOf(bucket)}${path}`, { redirect: "manual", ...init });

/** Unlike fetch, sends the path and the headers unchanged. */
function visitRaw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(urlOf("site"));
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, (response) => {
      response.setEncoding("utf8");
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("a website", () => {
  it("serves the index document with the object's headers, and none of CORS", async () => {
    const response = await visit("/");
    expect(response.status).toBe(200);
    await expect(response.text()).resolves.toBe("<h1>Home</h1>");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/html",
      "cache-control": "no-cache",
      "content-length": "13",
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      "last-modified": expect.stringMatching(/GMT$/),
      "x-amz-request-id": expect.stringMatching(/^[0-9A-F]{16}$/),
      server: "AmazonS3",
    });
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("serves objects by key regardless of the query", async () => {
    const response = await visit("/data.bin?version=3");
    await expect(response.text()).resolves.toBe("bytes");
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("x-amz-meta-build")).toBe("42");
  });

  it("serves a folder's index, and redirects to it from the folder's name", async () => {
    await expect((await visit("/docs/")).text()).resolves.toBe("<h1>Docs</h1>");
    const redirected = await visit("/docs");
    expect(redirected.status).toBe(302);
    expect(redirected.headers.get("location")).toBe("/docs/");
  });

  it("responds to HEAD without a body", async () => {
    const response = await visit("/", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("13");
    await expect(response.text()).resolves.toBe("");
  });

  it("returns 304 to a visitor who already has the object", async () => {
    const first = await visit("/");
    const tag = first.headers.get("etag") ?? "";
    const date = first.headers.get("last-modified") ?? "";
    const again = await visit("/", { headers: { "if-none-match": tag } });
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(tag);
    expect((await visit("/", { headers: { "if-modified-since": date } })).status).toBe(304);
    expect((await visit("/", { headers: { "if-none-match": '"other"', "if-modified-since": date } })).status).toBe(200);
  });

  it("serves a new version immediately", async () => {
    await putText(s3, "site", "changing.txt", "one");
    await expect((await visit("/changing.txt")).text()).resolves.toBe("one");
    await putText(s3, "site", "changing.txt", "two");
    await expect((await visit("/changing.txt")).text()).resolves.toBe("two");
    await s3.send(new DeleteObjectCommand({ Bucket: "site", Key: "changing.txt" }));
    expect((await visit("/changing.txt")).status).toBe(403);
  });

  it.each(["a b.txt", "naïve/日本語.txt", "100%.txt", "a+b.txt", "//double", "up/../down.txt"])(
    "serves the key %j, and nothing of this machine",
    async (key) => {
      await putText(s3, "site", key, `content of ${key}`);
      const path = `/${encodeURIComponent(key).replaceAll("%2F", "/")}`;
      await expect(visitRaw(path)).resolves.toEqual({ status: 200, body: `content of ${key}` });
    },
  );
});

describe("a website's errors", () => {
  it("show the error document with the error's status: 403 if the public may not list", async () => {
    const response = await visit("/missing");
    expect(response.status).toBe(403);
    expect(response.headers.get("x-amz-error-code")).toBe("AccessDenied");
    expect(response.headers.get("content-type")).toBe("text/html");
    await expect(response.text()).resolves.toBe("<h1>Lost</h1>");
  });

  it("are 404 if the public may list", async () => {
    await makeWebsite(s3, "site-listed");
    const lists = { Effect: "Allow", Principal: "*", Action: "s3:ListBucket", Resource: "arn:aws:s3:::site-listed" };
    const Policy = policyOf(anyoneReads("site-listed"), lists);
    await s3.send(new PutBucketPolicyCommand({ Bucket: "site-listed", Policy }));
    const response = await visit("/missing<b>", {}, "site-listed");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    expect(page).toContain("<h1>404 Not Found</h1>");
    expect(page).toContain("<li>Code: NoSuchKey</li>\n<li>Message: The specified key does not exist.</li>");
    expect(page).toContain("<li>Key: missing&lt;b&gt;</li>");
    expect(page).toContain("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>");
    expect(page).toContain("<li>Key: error.html</li>");
  });

  it("are S3's own page without an error document", async () => {
    await makeWebsite(s3, "site-plain");
    await s3.send(
      new PutBucketWebsiteCommand({
        Bucket: "site-plain",
        WebsiteConfiguration: { IndexDocument: { Suffix: "home.html" } },
      }),
    );
    const response = await visit("/", {}, "site-plain");
    expect(response.status).toBe(403);
    const page = await response.text();
    expect(page).toContain("<li>Code: AccessDenied</li>\n<li>Message: Access Denied</li>");
    expect(page).not.toContain("Custom Error Document");
    await putText(s3, "site-plain", "home.html", "home");
    expect((await visit("/", {}, "site-plain")).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE"])("reject %s", async (method) => {
    const response = await visit("/", { method });
    expect(response.status).toBe(405);
    const page = await response.text();
    expect(page).toContain("<li>Code: MethodNotAllowed</li>");
    expect(page).toContain(`<li>Method: ${method}</li>`);
  });

  it("reject an invalid encoding of the path", async () => {
    await expect(visitRaw("/%E0%A4%A")).resolves.toMatchObject({ status: 400 });
  });

  it("reject a Host that is not this machine (DNS rebinding)", async () => {
    const { port } = new URL(urlOf("site"));
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"])
      await expect(visitRaw("/", { host })).resolves.toMatchObject({ status: 403 });
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      await expect(visitRaw("/", { host })).resolves.toMatchObject({ status: 200 });
  });
});

describe("what the public sees", () => {
  it("is nothing without a policy", async () => {
    await makeWebsite(s3, "site-private");
    await putText(s3, "site-private", "index.html", "secret");
    expect((await visit("/", {}, "site-private")).status).toBe(200);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: "site-private" }));
    const response = await visit("/", {}, "site-private");
    expect(response.status).toBe(403);
    await expect(response.text()).resolves.not.toContain("secret");
  });

  it("is nothing while RestrictPublicBuckets is on, regardless of the policy", async () => {
    await makeWebsite(s3, "site-restricted");
    await putText(s3, "site-restricted", "index.html", "secret");
    const restrict = (RestrictPublicBuckets: boolean) =>
      s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: "site-restricted",
          PublicAccessBlockConfiguration: { RestrictPublicBuckets },
        }),
      );
    await restrict(true);
    expect((await visit("/", {}, "site-restricted")).status).toBe(403);
    await restrict(false);
    expect((await visit("/", {}, "site-restricted")).status).toBe(200);
  });

  it("is what the policy's resources and conditions allow", async () => {
    await makeWebsite(s3, "site-partly");
    for (const key of ["index.html", "open/a", "closed/b"]) await putText(s3, "site-partly", key, key);
    const open = { ...anyoneReads("site-partly"), Resource: "arn:aws:s3:::site-partly/open/*" };
    await s3.send(new PutBucketPolicyCommand({ Bucket: "site-partly", Policy: policyOf(open) }));
    expect((await visit("/open/a", {}, "site-partly")).status).toBe(200);
    expect((await visit("/closed/b", {}, "site-partly")).status).toBe(403);
    const encryptedOnly = { ...anyoneReads("site-partly"), Condition: { Bool: { "aws:SecureTransport": "true" } } };
    await s3.send(new PutBucketPolicyCommand({ Bucket: "site-partly", Policy: policyOf(encryptedOnly) }));
    expect((await visit("/open/a", {}, "site-partly")).status).toBe(403);
  });
});

describe("a website's address", () => {
  it("is on loopback, one port for each bucket", async () => {
    await makeWebsite(s3, "site-next-door");
    expect(urlOf("site")).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(urlOf("site-next-door")).not.toBe(urlOf("site"));
  });

  it("exists from the configuration to its deletion, and is the same when it is configured again", async () => {
    const Bucket = await makeBucket(s3, "site-at-times");
    expect(test.cloud.websites.urlOf(Bucket)).toBeUndefined();
    const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
    const put = () => s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    await Promise.all([put(), put()]);
    const url = urlOf(Bucket);
    expect((await fetch(url)).status).toBe(403);
    await s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
    expect(test.cloud.websites.urlOf(Bucket)).toBeUndefined();
    await expect(fetch(url)).rejects.toThrow();
    await put();
    expect(urlOf(Bucket)).toBe(url);
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(fetch(url)).rejects.toThrow();
  });
});
