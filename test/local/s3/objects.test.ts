import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { changeRequests, makeBucket, putText, s3Client, s3Error } from "./s3-client.ts";

const Bucket = "objects";
const HELLO_MD5 = "5d41402abc4b2a76b9719d911017c592";
let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  await makeBucket(s3, Bucket);
});
afterAll(() => test.stop());

const put = (Key: string, more: Partial<PutObjectCommandInput>) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: "hello", ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const textOf = async (Key: string) => (await get(Key)).Body?.transformToString();

describe("PutObject and GetObject", () => {
  it("keep bytes, type, cache control and metadata, and tag the entity by its MD5", async () => {
    const stored = await put("page.html", {
      ContentType: "text/html; charset=utf-8",
      CacheControl: "no-cache",
      Metadata: { Build: "42" },
    });
    expect(stored).toMatchObject({
      ETag: `"${HELLO_MD5}"`,
      ServerSideEncryption: "AES256",
      ChecksumCRC32: "NhCmhg==",
      ChecksumType: "FULL_OBJECT",
    });
    expect(stored.VersionId).toBeUndefined();
    const read = await get("page.html");
    expect(read).toMatchObject({
      ETag: `"${HELLO_MD5}"`,
      ContentType: "text/html; charset=utf-8",
      ContentLength: 5,
      CacheControl: "no-cache",
      Metadata: { build: "42" },
      AcceptRanges: "bytes",
      ChecksumCRC32: "NhCmhg==",
    });
    expect(read.LastModified?.getMilliseconds()).toBe(0);
    await expect(read.Body?.transformToString()).resolves.toBe("hello");
  });

  it("use binary/octet-stream for bytes without a type", async () => {
    // The SDK adds a type; other clients do not.
    const plain = s3Client(test);
    changeRequests(plain, ({ headers }) => {
      delete headers["content-type"];
    });
    await putText(plain, Bucket, "untyped", "hello");
    await expect(get("untyped")).resolves.toMatchObject({ ContentType: "binary/octet-stream" });
  });

  it("keep an empty object", async () => {
    await put("empty", { Body: new Uint8Array() });
    await expect(get("empty")).resolves.toMatchObject({ ContentLength: 0 });
    await expect(textOf("empty")).resolves.toBe("");
  });

  it("keep every byte of a stream, which is sent in chunks with a trailing checksum", async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    const stored = await put("stream", {
      Body: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]),
      ContentLength: bytes.length,
    });
    expect(stored.ChecksumCRC32).toBeDefined();
    const read = await get("stream");
    expect(read.ContentEncoding).toBeUndefined();
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
  });

  it("replace the previous object", async () => {
    await put("replaced", { Body: "old", Metadata: { a: "b" } });
    await put("replaced", { Body: "new" });
    await expect(textOf("replaced")).resolves.toBe("new");
    await expect(get("replaced")).resolves.toMatchObject({ Metadata: {} });
  });

  it("HeadObject returns the same without the body", async () => {
    await put("headed", { ContentType: "text/css" });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "headed" }))).resolves.toMatchObject({
      ContentLength: 5,
      ContentType: "text/css",
      ETag: `"${HELLO_MD5}"`,
    });
  });
});

describe("digests", () => {
  it("are checked: a wrong CRC32, SHA-256 or MD5 stores nothing", async () => {
    await expect(put("corrupt", { ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject(
      s3Error("BadDigest", 400, "The CRC32 you specified did not match the calculated checksum."),
    );
    const sha256 = createHash("sha256").update("other").digest("base64");
    await expect(put("corrupt", { ChecksumSHA256: sha256 })).rejects.toMatchObject(
      s3Error("BadDigest", 400, "The SHA256 you specified did not match the calculated checksum."),
    );
    const md5 = createHash("md5").update("other").digest("base64");
    await expect(put("corrupt", { ContentMD5: md5 })).rejects.toMatchObject(
      s3Error("BadDigest", 400, "The Content-MD5 you specified did not match what we received."),
    );
    await expect(get("corrupt")).rejects.toMatchObject(s3Error("NoSuchKey", 404));
  });

  it("must be valid digests", async () => {
    await expect(put("corrupt", { ContentMD5: "not a digest" })).rejects.toMatchObject(
      s3Error("InvalidDigest", 400, "The Content-MD5 you specified was invalid."),
    );
    await expect(put("corrupt", { ChecksumSHA256: "AAAA" })).rejects.toMatchObject(
      s3Error("InvalidRequest", 400, "Value for x-amz-checksum-sha256 header is invalid."),
    );
  });

  it("that match are stored and returned", async () => {
    const sha256 = createHash("sha256").update("hello").digest("base64");
    const md5 = Buffer.from(HELLO_MD5, "hex").toString("base64");
    await put("sound", { ChecksumSHA256: sha256, ContentMD5: md5 });
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: "sound", ChecksumMode: "ENABLED" })),
    ).resolves.toMatchObject({ ChecksumSHA256: sha256, ChecksumType: "FULL_OBJECT" });
  });
});

describe("what PutObject rejects", () => {
  it("an ACL, because the bucket owner owns everything", async () => {
    for (const ACL of ["public-read", "private"] as const)
      await expect(put("with-acl", { ACL })).rejects.toMatchObject(
        s3Error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs"),
      );
    await put("with-acl", { ACL: "bucket-owner-full-control" });
  });

  it("a key of more than 1024 bytes", async () => {
    await expect(put("é".repeat(513), {})).rejects.toMatchObject(
      s3Error("KeyTooLongError", 400, "Your key is too long"),
    );
    await put("é".repeat(512), {});
  });

  it("more than 2 KB of metadata", async () => {
    await expect(put("wordy", { Metadata: { text: "x".repeat(2048) } })).rejects.toMatchObject(
      s3Error("MetadataTooLarge", 400),
    );
  });

  it("what it does not support, by name", async () => {
    await expect(put("redirect", { WebsiteRedirectLocation: "/elsewhere" })).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
      message: expect.stringContaining("x-amz-website-redirect-location"),
    });
  });
});

describe("what GetObject rejects", () => {
  it("a missing key", async () => {
    await expect(get("nothing-here")).rejects.toMatchObject({
      ...s3Error("NoSuchKey", 404, "The specified key does not exist."),
      Key: "nothing-here",
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "nothing-here" }))).rejects.toMatchObject(
      s3Error("NotFound", 404),
    );
  });

  it("a version of an object that has none but the null version", async () => {
    await put("unversioned", {});
    await expect(get("unversioned", { VersionId: "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD" })).rejects.toMatchObject(
      s3Error("InvalidArgument", 400, "Invalid version id specified"),
    );
    await expect(get("unversioned", { VersionId: "null" })).resolves.toMatchObject({ ContentLength: 5 });
  });

  it("conditions that do not hold", async () => {
    await put("conditional", {});
    await expect(get("conditional", { IfMatch: '"0123"' })).rejects.toMatchObject(
      s3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"),
    );
    await expect(get("conditional", { IfMatch: `"${HELLO_MD5}"` })).resolves.toMatchObject({ ContentLength: 5 });
    await expect(get("conditional", { IfNoneMatch: '"0123"' })).resolves.toMatchObject({ ContentLength: 5 });
    await expect(get("conditional", { IfNoneMatch: `"${HELLO_MD5}"` })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });
});

describe("odd keys", () => {
  const KEYS = [
    "with space",
    "plus+and%percent",
    "naïve/日本語/🙂.txt",
    "../../etc/passwd",
    "..",
    ".",
    "./here",
    "a//b",
    "/leading",
    "//two-leading",
    "trailing/",
    "quotes'\"(!*)~",
    "<b>&amp;",
    "?query=1&b#c",
    "line\nbreak\rand\ttab",
    "__proto__",
    "\\back\\slash",
  ];

  it.each(KEYS)("%j is stored under its own name and no other", async (key) => {
    await putText(s3, Bucket, key, `content of ${key}`);
    await expect(textOf(key)).resolves.toBe(`content of ${key}`);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: key }))).resolves.toMatchObject({
      ContentLength: Buffer.byteLength(`content of ${key}`),
    });
  });
});
