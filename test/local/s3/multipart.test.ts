import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { makeBucket, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
});
afterAll(() => test.stop());

async function begin(Bucket: string, Key: string): Promise<string | undefined> {
  return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
}

it("lists started uploads by key and then by start, in pages", async () => {
  const Bucket = await makeBucket(s3, "uploads-listed");
  const ids: (string | undefined)[] = [];
  for (const key of ["b", "a", "a"]) ids.push(await begin(Bucket, key));
  const [b, firstA, secondA] = ids;
  const list = (more: object = {}) => s3.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  await expect(list()).resolves.toMatchObject({
    IsTruncated: false,
    Uploads: [
      { Key: "a", UploadId: firstA },
      { Key: "a", UploadId: secondA },
      { Key: "b", UploadId: b },
    ],
  });
  const page = await list({ MaxUploads: 1 });
  expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: "a", NextUploadIdMarker: firstA });
  const rest = await list({ KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker });
  expect(rest.Uploads?.map(({ UploadId }) => UploadId)).toEqual([secondA, b]);
  await expect(list({ Prefix: "b" })).resolves.toMatchObject({ Uploads: [{ UploadId: b }] });
});

it("aborts an upload once", async () => {
  const Bucket = await makeBucket(s3, "uploads-aborted");
  const UploadId = await begin(Bucket, "a");
  const abort = () => s3.send(new AbortMultipartUploadCommand({ Bucket, Key: "a", UploadId }));
  await abort();
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads).toBeUndefined();
  await expect(abort()).rejects.toMatchObject(s3Error("NoSuchUpload", 404));
});

it("deletes a bucket that has only an upload", async () => {
  const Bucket = await makeBucket(s3, "uploads-left");
  await begin(Bucket, "a");
  await s3.send(new DeleteBucketCommand({ Bucket }));
});
