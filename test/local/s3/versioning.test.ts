import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type VersioningConfiguration,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { changeRequests, makeBucket, putText, s3Client, s3Error } from "./s3-client.ts";

let test: TestCloud;
let s3: ReturnType<typeof s3Client>;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
});
afterAll(() => test.stop());

const configure = (Bucket: string, VersioningConfiguration: VersioningConfiguration) =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));

async function versionedBucket(name: string): Promise<string> {
  await makeBucket(s3, name);
  await configure(name, { Status: "Enabled" });
  return name;
}

describe("a bucket's versioning", () => {
  it("has no status at first, can be enabled and suspended, and rejects any other status", async () => {
    const Bucket = await makeBucket(s3, "versioning-states");
    const status = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    await expect(status()).resolves.toBeUndefined();
    await configure(Bucket, { Status: "Enabled" });
    await expect(status()).resolves.toBe("Enabled");
    await configure(Bucket, { Status: "Suspended" });
    await expect(status()).resolves.toBe("Suspended");
    await expect(configure(Bucket, {})).rejects.toMatchObject(
      s3Error("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified"),
    );
    const lowercase = s3Client(test);
    changeRequests(lowercase, (request) => {
      request.body = String(request.body).replace("Enabled", "enabled");
      delete request.headers["x-amz-checksum-crc32"];
    });
    const VersioningConfiguration = { Status: "Enabled" as const };
    await expect(
      lowercase.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })),
    ).rejects.toMatchObject(s3Error("MalformedXML", 400));
    await expect(configure(Bucket, { MFADelete: "Enabled", Status: "Enabled" })).rejects.toMatchObject({
      name: "NotSupportedByLocalCloud",
    });
  });
});

describe("a versioned object", () => {
  it("keeps every version, and a deletion hides them behind a marker", async () => {
    const Bucket = await versionedBucket("versioned-life");
    const old = await putText(s3, Bucket, "a", "old");
    const fresh = await putText(s3, Bucket, "a", "new");
    expect(old).not.toBe(fresh);
    const text = async (VersionId?: string) =>
      (await s3.send(new GetObjectCommand({ Bucket, Key: "a", VersionId }))).Body?.transformToString();
    await expect(text()).resolves.toBe("new");
    await expect(text(old)).resolves.toBe("old");

    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    await expect(text()).rejects.toMatchObject({
      ...s3Error("NoSuchKey", 404),
      $response: { headers: { "x-amz-delete-marker": "true" } },
    });
    await expect(text(marker.VersionId)).rejects.toMatchObject(
      s3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
    );
    await expect(
      s3.send(new HeadObjectCommand({ Bucket, Key: "a", VersionId: marker.VersionId })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 405 } });
    await expect(text(fresh)).resolves.toBe("new");
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).resolves.toMatchObject({ KeyCount: 0 });

    await expect(
      s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: marker.VersionId })),
    ).resolves.toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    await expect(text()).resolves.toBe("new");
    const gone = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: fresh }));
    expect(gone.DeleteMarker).toBeUndefined();
    await expect(text()).resolves.toBe("old");
    await expect(text(fresh)).rejects.toMatchObject(
      s3Error("NoSuchVersion", 404, "The specified version does not exist."),
    );
    await expect(text("no-id")).rejects.toMatchObject(s3Error("InvalidArgument", 400, "Invalid version id specified"));
  });

  it("has one null version while versioning is suspended", async () => {
    const Bucket = await makeBucket(s3, "versioned-suspended");
    await putText(s3, Bucket, "a", "before");
    await configure(Bucket, { Status: "Enabled" });
    const kept = await putText(s3, Bucket, "a", "between");
    await configure(Bucket, { Status: "Suspended" });
    await expect(putText(s3, Bucket, "a", "after")).resolves.toBeUndefined();
    const ids = async () => {
      const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      return { versions: Versions?.map(({ VersionId }) => VersionId), markers: DeleteMarkers?.length };
    };
    await expect(ids()).resolves.toEqual({ versions: ["null", kept], markers: undefined });
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }))).resolves.toMatchObject({
      DeleteMarker: true,
      VersionId: "null",
    });
    await expect(ids()).resolves.toEqual({ versions: [kept], markers: 1 });
  });
});

describe("ListObjectVersions", () => {
  it("lists every version and marker, by key and newest first", async () => {
    const Bucket = await versionedBucket("versions-order");
    const b1 = await putText(s3, Bucket, "b", "1");
    const b2 = await putText(s3, Bucket, "b", "2");
    const a1 = await putText(s3, Bucket, "a", "1");
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const { Versions, DeleteMarkers, ...rest } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(rest).toMatchObject({ Name: Bucket, IsTruncated: false, MaxKeys: 1000, KeyMarker: "", VersionIdMarker: "" });
    expect(Versions).toMatchObject([
      { Key: "a", VersionId: a1, IsLatest: false, Size: 1, StorageClass: "STANDARD" },
      { Key: "b", VersionId: b2, IsLatest: true },
      { Key: "b", VersionId: b1, IsLatest: false },
    ]);
    expect(DeleteMarkers).toMatchObject([{ Key: "a", VersionId: marker.VersionId, IsLatest: true }]);
    expect(Versions?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  });

  it("continues from its markers, even between versions of one key", async () => {
    const Bucket = await versionedBucket("versions-paged");
    const made: (string | undefined)[] = [];
    for (const key of ["a", "a", "a", "b", "c", "c"]) made.push(await putText(s3, Bucket, key, "x"));
    const { VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: "b" }));
    made.push(marker);
    const found: (string | undefined)[] = [];
    let markers: Awaited<ReturnType<typeof versionPage>>["next"] = { KeyMarker: undefined, VersionIdMarker: undefined };
    while (markers) {
      const page = await versionPage(Bucket, markers);
      expect(page.entries.length).toBeLessThanOrEqual(2);
      found.push(...page.entries);
      markers = page.next;
    }
    expect(found.toSorted()).toEqual(made.toSorted());
    await expect(s3.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: made[0] }))).rejects.toMatchObject(
      s3Error("InvalidArgument", 400, "A version-id marker cannot be specified without a key marker."),
    );
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "c" }));
    expect(Versions?.map(({ Key }) => Key)).toEqual(["c", "c"]);
  });
});

describe("a versioned bucket", () => {
  it("is not empty until versions and markers are deleted", async () => {
    const Bucket = await versionedBucket("versioned-emptied");
    const version = await putText(s3, Bucket, "a", "x");
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const refused = s3Error(
      "BucketNotEmpty",
      409,
      "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    );
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(refused);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: version }));
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(refused);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "a", VersionId: marker.VersionId }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  it("is emptied by DeleteObjects, which reports markers and unknown versions", async () => {
    const Bucket = await versionedBucket("versioned-batch");
    const version = await putText(s3, Bucket, "a", "x");
    const hidden = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a" }, { Key: "never-there" }] } }),
    );
    expect(hidden.Deleted).toMatchObject([
      { Key: "a", DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
      { Key: "never-there", DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) },
    ]);
    const markers = (hidden.Deleted ?? []).map(({ Key, DeleteMarkerVersionId: VersionId }) => ({ Key, VersionId }));
    const Objects = [...markers, { Key: "a", VersionId: version }, { Key: "a", VersionId: "bad" }];
    const emptied = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(emptied.Deleted).toHaveLength(3);
    expect(emptied.Deleted?.[2]).toEqual({ Key: "a", VersionId: version });
    expect(emptied.Errors).toEqual([
      { Key: "a", VersionId: "bad", Code: "NoSuchVersion", Message: "The specified version does not exist." },
    ]);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
});

async function versionPage(Bucket: string, markers: object) {
  const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
  return {
    entries: [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId),
    next: page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined,
  };
}
