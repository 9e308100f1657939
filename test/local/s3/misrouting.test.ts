import {
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { changeRequests, makeBucket, putText, s3Client } from "./s3-client.ts";

let test: TestCloud;
let Bucket: string;
beforeAll(async () => {
  test = await startTestCloud();
  Bucket = await makeBucket(s3Client(test), "misrouting");
  await putText(s3Client(test), Bucket, "key", "text");
});
afterAll(() => test.stop());

/** A client that adds query parameters or headers to its requests. */
function clientWith(query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): S3Client {
  const s3 = s3Client(test);
  changeRequests(s3, (request) => {
    Object.assign(request.query, query);
    Object.assign(request.headers, headers);
  });
  return s3;
}

const rejected = (operation: string) => ({
  name: "NotSupportedByLocalCloud",
  message: expect.stringContaining(operation),
});

describe("a request for another operation is rejected by its name", () => {
  it.each([
    ["cors", "DeleteBucketCors"],
    ["encryption", "DeleteBucketEncryption"],
    ["lifecycle", "DeleteBucketLifecycle"],
    ["ownershipControls", "DeleteBucketOwnershipControls"],
    ["publicAccessBlock", "DeletePublicAccessBlock"],
    ["tagging&versioning", "DeleteBucketTagging"],
    ["somethingNew", "DeleteBucket: the parameter somethingNew"],
  ])("DELETE /bucket?%s", async (search, operation) => {
    const s3 = clientWith(Object.fromEntries(new URLSearchParams(search)));
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(rejected(operation));
    expect(test.cloud.s3.data.buckets[Bucket]).toBeDefined();
  });

  it.each([
    [{ tagging: "" }, {}, "PutObjectTagging"],
    [{ acl: "" }, {}, "PutObjectAcl"],
    [{ retention: "" }, {}, "PutObjectRetention"],
    [{ "legal-hold": "" }, {}, "PutObjectLegalHold"],
    [{ partNumber: "1" }, {}, "UploadPart"],
    [{ partNumber: "1", uploadId: "id" }, {}, "UploadPart"],
    [{ partNumber: "1", uploadId: "id" }, { "x-amz-copy-source": "misrouting/key" }, "UploadPartCopy"],
    [{ renameObject: "" }, { "x-amz-rename-source": "key" }, "RenameObject"],
    [{}, { "x-amz-rename-source": "key" }, "PutObject: the parameter x-amz-rename-source"],
    [{ versionId: "null" }, {}, "PutObject: the parameter versionId"],
    [{}, { "x-amz-copy-source-range": "bytes=0-1" }, "PutObject: the parameter x-amz-copy-source-range"],
    [
      {},
      { "x-amz-copy-source": "misrouting/key", "x-amz-copy-source-range": "bytes=0-1" },
      "CopyObject: the parameter x-amz-copy-source-range",
    ],
    [{}, { "x-amz-somethingnew": "1" }, "PutObject: the parameter x-amz-somethingnew"],
  ])("PUT /bucket/key with %j and %j", async (query, headers, operation) => {
    const s3 = clientWith(query, headers);
    await expect(s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: "other" }))).rejects.toMatchObject(
      rejected(operation),
    );
    const { Body } = await s3Client(test).send(new GetObjectCommand({ Bucket, Key: "key" }));
    expect(await Body?.transformToString()).toBe("text");
  });

  it("GET /bucket/key?uploadId is ListParts", async () => {
    const s3 = clientWith({ uploadId: "id" });
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: "key" }))).rejects.toMatchObject(rejected("ListParts"));
  });

  it("HEAD with a parameter that HeadObject does not have is rejected", async () => {
    const s3 = clientWith({ acl: "" });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "key" }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("a listing rejects a parameter of another operation", async () => {
    const s3 = clientWith({ "version-id-marker": "x" });
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(
      rejected("ListObjectsV2: the parameter version-id-marker"),
    );
  });
});
