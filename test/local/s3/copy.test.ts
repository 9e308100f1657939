import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { makeBucket, policyOf, putText, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  await makeBucket(s3, "source");
  await makeBucket(s3, "target");
  await putText(s3, "source", "a b/ü", "text", { ContentType: "text/plain", Metadata: { color: "red" } });
});
afterAll(() => test.stop());

const copy = (input: Partial<CopyObjectCommandInput> = {}, client = s3) =>
  client.send(new CopyObjectCommand({ Bucket: "target", Key: "copy", CopySource: "source/a%20b/%C3%BC", ...input }));
const read = async (Bucket: string, Key: string) => {
  const { Body, ...head } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { ...head, text: await Body?.transformToString() };
};

describe("CopyObject", () => {
  it("creates an object with the bytes, type and metadata of another", async () => {
    const { CopyObjectResult } = await copy();
    expect(CopyObjectResult?.ETag).toBe('"1cb251ec0d568de6a929b520c4aed8d1"');
    expect(await read("target", "copy")).toMatchObject({
      text: "text",
      ContentType: "text/plain",
      Metadata: { color: "red" },
    });
    expect(await read("source", "a b/ü")).toMatchObject({ text: "text" });
  });

  it("replaces the metadata on request", async () => {
    await copy({ MetadataDirective: "REPLACE", ContentType: "text/html", Metadata: { size: "big" } });
    const { text, ContentType, Metadata } = await read("target", "copy");
    expect({ text, ContentType, Metadata }).toEqual({
      text: "text",
      ContentType: "text/html",
      Metadata: { size: "big" },
    });
  });

  it("copies an earlier version", async () => {
    await s3.send(new PutBucketVersioningCommand({ Bucket: "source", VersioningConfiguration: { Status: "Enabled" } }));
    const first = await putText(s3, "source", "versions", "one");
    await putText(s3, "source", "versions", "two");
    const copied = await copy({ CopySource: `source/versions?versionId=${first}` });
    expect(copied.CopySourceVersionId).toBe(first);
    expect((await read("target", "copy")).text).toBe("one");
  });

  it.each([
    [{ CopySource: "source/missing" }, "NoSuchKey", 404],
    [{ CopySource: "no-such-bucket/key" }, "NoSuchBucket", 404],
    [{ Bucket: "no-such-bucket" }, "NoSuchBucket", 404],
    [{ CopySource: "source" }, "InvalidArgument", 400],
    [{ Bucket: "source", Key: "a b/ü" }, "InvalidRequest", 400],
    [{ CopySourceIfMatch: '"x"' }, "NotSupportedByLocalCloud", 400],
  ])("rejects %j with %s", async (input, name, status) => {
    await expect(copy(input)).rejects.toMatchObject(s3Error(name, status));
  });

  it("requires permission to read the source and to write the target", async () => {
    const allow = (Action: string) => ({ Effect: "Allow", Action, Resource: "*" });
    for (const actions of [["s3:GetObject"], ["s3:PutObject"]]) {
      const user = s3Client(test, { credentials: test.addUser([policyOf(...actions.map(allow))]) });
      await expect(copy({}, user)).rejects.toMatchObject(s3Error("AccessDenied", 403));
    }
    const both = s3Client(test, {
      credentials: test.addUser([policyOf(allow("s3:GetObject"), allow("s3:PutObject"))]),
    });
    await expect(copy({}, both)).resolves.toBeDefined();
  });
});

describe("Range", () => {
  it.each([
    ["bytes=0-1", "te", "bytes 0-1/4"],
    ["bytes=2-", "xt", "bytes 2-3/4"],
    ["bytes=-3", "ext", "bytes 1-3/4"],
    ["bytes=1-99", "ext", "bytes 1-3/4"],
  ])("%s is a part of the object", async (Range, text, ContentRange) => {
    const input = { Bucket: "source", Key: "a b/ü", Range };
    const { Body, ...head } = await s3.send(new GetObjectCommand(input));
    expect(await Body?.transformToString()).toBe(text);
    expect(head).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
    expect(await s3.send(new HeadObjectCommand(input))).toMatchObject({ ContentLength: text.length });
  });

  it.each(["lines=0-1", "bytes=3-1", "bytes=0-1,2-3", "bytes=-"])("%s is ignored", async (Range) => {
    const { Body, $metadata } = await s3.send(new GetObjectCommand({ Bucket: "source", Key: "a b/ü", Range }));
    expect([await Body?.transformToString(), $metadata.httpStatusCode]).toEqual(["text", 200]);
  });

  it.each(["bytes=4-", "bytes=-0", "bytes=9-10"])("%s cannot be satisfied", async (Range) => {
    await expect(s3.send(new GetObjectCommand({ Bucket: "source", Key: "a b/ü", Range }))).rejects.toMatchObject(
      s3Error("InvalidRange", 416),
    );
  });
});

describe("ListObjects", () => {
  it("lists by pages from a marker, with owners and common prefixes", async () => {
    await makeBucket(s3, "older-listing");
    for (const key of ["a/1", "a/2", "b", "c/1"]) await putText(s3, "older-listing", key, key);
    const list = (Marker?: string) =>
      s3.send(new ListObjectsCommand({ Bucket: "older-listing", Delimiter: "/", MaxKeys: 2, Marker }));
    const first = await list();
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: "b", CommonPrefixes: [{ Prefix: "a/" }] });
    expect(first.Contents).toMatchObject([{ Key: "b", Size: 1, Owner: { ID: expect.any(String) } }]);
    const last = await list("b");
    expect(last).toMatchObject({ IsTruncated: false, Marker: "b", CommonPrefixes: [{ Prefix: "c/" }] });
    expect((await list("a/")).Contents).toMatchObject([{ Key: "b" }]);
  });
});
