import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { makeBucket, putText, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
});
afterAll(() => test.stop());

async function bucketWith(name: string, keys: readonly string[]): Promise<string> {
  await makeBucket(s3, name);
  for (const key of keys) await putText(s3, name, key, key);
  return name;
}

async function list(Bucket: string, more: Partial<ListObjectsV2CommandInput> = {}) {
  const { Contents, CommonPrefixes, ...rest } = await s3.send(new ListObjectsV2Command({ Bucket, ...more }));
  return { ...rest, keys: Contents?.map(({ Key }) => Key), prefixes: CommonPrefixes?.map(({ Prefix }) => Prefix) };
}

describe("ListObjectsV2", () => {
  it("of an empty bucket is empty", async () => {
    await makeBucket(s3, "list-empty");
    await expect(list("list-empty")).resolves.toMatchObject({
      Name: "list-empty",
      Prefix: "",
      MaxKeys: 1000,
      KeyCount: 0,
      IsTruncated: false,
      keys: undefined,
    });
  });

  it("returns size, entity tag, checksum and class of each object", async () => {
    await bucketWith("list-details", ["hello"]);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "list-details" }));
    expect(Contents).toEqual([
      {
        Key: "hello",
        Size: 5,
        ETag: '"5d41402abc4b2a76b9719d911017c592"',
        StorageClass: "STANDARD",
        ChecksumAlgorithm: ["CRC32"],
        ChecksumType: "FULL_OBJECT",
        LastModified: expect.any(Date),
      },
    ]);
  });

  it("returns at most 1000 keys and continues from its token to the end", async () => {
    await makeBucket(s3, "list-many");
    const keys = Array.from({ length: 1003 }, (_, index) => `key-${String(index).padStart(4, "0")}`);
    for (let at = 0; at < keys.length; at += 50)
      await Promise.all(keys.slice(at, at + 50).map((key) => putText(s3, "list-many", key, "x")));
    const first = await list("list-many", { MaxKeys: 5000 });
    expect(first).toMatchObject({ MaxKeys: 1000, KeyCount: 1000, IsTruncated: true });
    const second = await list("list-many", { ContinuationToken: first.NextContinuationToken });
    expect(second).toMatchObject({ KeyCount: 3, IsTruncated: false });
    expect(second.NextContinuationToken).toBeUndefined();
    expect([...(first.keys ?? []), ...(second.keys ?? [])]).toEqual(keys);
    const Objects = keys.map((Key) => ({ Key }));
    await expect(s3.send(new DeleteObjectsCommand({ Bucket: "list-many", Delete: { Objects } }))).rejects.toMatchObject(
      s3Error("MalformedXML", 400),
    );
    const { Deleted } = await s3.send(
      new DeleteObjectsCommand({ Bucket: "list-many", Delete: { Objects: Objects.slice(0, 1000) } }),
    );
    expect(Deleted).toHaveLength(1000);
    await expect(list("list-many")).resolves.toMatchObject({ KeyCount: 3 });
  });

  it("sorts keys by their UTF-8 bytes", async () => {
    await bucketWith("list-sorted", ["\u{1F600}", "\uFF61", "b", "a", "B", "a/b", "ab"]);
    await expect(list("list-sorted")).resolves.toMatchObject({
      keys: ["B", "a", "a/b", "ab", "b", "\uFF61", "\u{1F600}"],
    });
  });

  it("groups keys by prefix and delimiter, and counts a group once over pages", async () => {
    const keys = ["assets/", "assets/app.js", "assets/style.css", "docs/a", "docs/b", "index.html", "zoo/x"];
    await bucketWith("list-groups", keys);
    await expect(list("list-groups", { Delimiter: "/" })).resolves.toMatchObject({
      keys: ["index.html"],
      prefixes: ["assets/", "docs/", "zoo/"],
      KeyCount: 4,
    });
    await expect(list("list-groups", { Delimiter: "/", Prefix: "assets/" })).resolves.toMatchObject({
      keys: ["assets/", "assets/app.js", "assets/style.css"],
      prefixes: undefined,
    });
    const found: unknown[] = [];
    const pages = paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket: "list-groups", Delimiter: "/" });
    for await (const { Contents = [], CommonPrefixes = [] } of pages)
      found.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
    expect(found).toEqual(["assets/", "docs/", "index.html", "zoo/"]);
  });

  it("continues inside a folder whose marker was the last of a page", async () => {
    await bucketWith("list-marker", ["f/", "f/a", "f/b"]);
    const first = await list("list-marker", { Prefix: "f/", Delimiter: "/", MaxKeys: 1 });
    expect(first.keys).toEqual(["f/"]);
    await expect(
      list("list-marker", { Prefix: "f/", Delimiter: "/", ContinuationToken: first.NextContinuationToken }),
    ).resolves.toMatchObject({ keys: ["f/a", "f/b"] });
  });

  it("starts after a key", async () => {
    await bucketWith("list-after", ["a", "b", "c"]);
    await expect(list("list-after", { StartAfter: "a" })).resolves.toMatchObject({ keys: ["b", "c"], StartAfter: "a" });
  });

  it("encodes keys as URLs on request", async () => {
    await bucketWith("list-encoded", ["a b/c+d'é~*"]);
    await expect(list("list-encoded", { EncodingType: "url", Prefix: "a b" })).resolves.toMatchObject({
      EncodingType: "url",
      Prefix: "a+b",
      keys: ["a+b/c%2Bd%27%C3%A9%7E*"],
    });
  });

  it("returns nothing for zero keys, and rejects a negative number or an unknown token", async () => {
    await bucketWith("list-limits", ["a"]);
    await expect(list("list-limits", { MaxKeys: 0 })).resolves.toMatchObject({ KeyCount: 0, IsTruncated: false });
    await expect(list("list-limits", { MaxKeys: -1 })).rejects.toMatchObject(s3Error("InvalidArgument", 400));
    for (const ContinuationToken of ["not a token", ""])
      await expect(list("list-limits", { ContinuationToken })).rejects.toMatchObject(
        s3Error("InvalidArgument", 400, "The continuation token provided is incorrect"),
      );
  });

  it("distinguishes keys that are hard to write in XML", async () => {
    const keys = ["a//b", "a\nb", "a\rb", "a&amp;b", "a<b>", " a ", "__proto__"];
    await bucketWith("list-odd", keys);
    const listed = await list("list-odd");
    expect(new Set(listed.keys)).toEqual(new Set(keys));
    const Objects = keys.map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: "list-odd", Delete: { Objects } }));
    await expect(list("list-odd")).resolves.toMatchObject({ KeyCount: 0 });
  });

  it("omits deleted objects", async () => {
    await bucketWith("list-deleted", ["a", "b"]);
    await s3.send(new DeleteObjectCommand({ Bucket: "list-deleted", Key: "a" }));
    await s3.send(new DeleteObjectCommand({ Bucket: "list-deleted", Key: "never-there" }));
    await expect(list("list-deleted")).resolves.toMatchObject({ keys: ["b"] });
  });
});
