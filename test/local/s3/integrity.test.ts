import { createHash } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { changeRequests, makeBucket, policyOf, putText, s3Client, s3Error } from "./s3-client.ts";

const Bucket = "digests";
const TAGS = { Bucket, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } };
let test: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  await makeBucket(s3, Bucket);
  await putText(s3, Bucket, "kept", "text");
});
afterAll(() => test.stop());

/** A client that sends these digests in place of the SDK's checksum; `body` returns a header for a request's body. */
function clientWith(headers: (body: string) => Readonly<Record<string, string>>): S3Client {
  const client = s3Client(test);
  changeRequests(client, (request) => {
    for (const name of Object.keys(request.headers))
      if (/checksum|content-md5/.test(name)) delete request.headers[name];
    Object.assign(request.headers, headers(String(request.body ?? "")));
  });
  return client;
}

const md5 = (text: string) => createHash("md5").update(text).digest("base64");
const LABEL = "x-amz-checksum-";
const BAD_CRC32 = s3Error("BadDigest", 400, "The CRC32 you specified did not match the calculated checksum.");
const BAD_MD5 = s3Error("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");

it("changes nothing if a digest does not match the body, whatever the operation", async () => {
  const calls: readonly ((client: S3Client) => Promise<unknown>)[] = [
    (client) => client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "kept" }] } })),
    (client) => client.send(new PutBucketTaggingCommand(TAGS)),
    (client) => client.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf() })),
    (client) => client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: {} })),
    (client) => client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
    (client) => client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
    (client) => client.send(new CreateBucketCommand({ Bucket: "with-wrong-digest" })),
  ];
  for (const call of calls) {
    await expect(call(clientWith(() => ({ [`${LABEL}crc32`]: "AAAAAA==" })))).rejects.toMatchObject(BAD_CRC32);
    await expect(call(clientWith(() => ({ "content-md5": md5("other") })))).rejects.toMatchObject(BAD_MD5);
  }
  await s3.send(new HeadObjectCommand({ Bucket, Key: "kept" }));
  await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: "NoSuchTagSet" });
});

it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)("accepts a %s that matches", async (algorithm) => {
  await s3.send(new PutBucketTaggingCommand({ ...TAGS, ChecksumAlgorithm: algorithm }));
});

it("does not take x-amz-checksum-mode for a digest", async () => {
  await putText(
    clientWith(() => ({ [`${LABEL}mode`]: "ENABLED" })),
    Bucket,
    "with-mode",
    "text",
  );
});

it("accepts a Content-MD5 alone, but requires a digest where S3 does", async () => {
  const remove = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "absent" }] } });
  await clientWith((body) => ({ "content-md5": md5(body) })).send(remove);
  await expect(clientWith(() => ({})).send(remove)).rejects.toMatchObject(
    s3Error("InvalidRequest", 400, "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"),
  );
  const refused: readonly (readonly [Readonly<Record<string, string>>, object])[] = [
    [{ "x-amz-sdk-checksum-algorithm": "CRC32" }, s3Error("InvalidRequest", 400)],
    [{ [`${LABEL}crc32`]: "AAAAAA==", [`${LABEL}sha1`]: "AAAA" }, s3Error("InvalidRequest", 400)],
    [{ [`${LABEL}crc32`]: "AAAA" }, s3Error("InvalidRequest", 400, `Value for ${LABEL}crc32 header is invalid.`)],
    [{ [`${LABEL}xxhash64`]: "AAAA" }, { name: "NotSupportedByLocalCloud" }],
  ];
  for (const [headers, error] of refused)
    await expect(clientWith(() => headers).send(remove), JSON.stringify(headers)).rejects.toMatchObject(error);
});
