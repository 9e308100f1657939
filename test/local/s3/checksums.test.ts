import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { makeBucket, s3Client } from "./s3-client.ts";

const Bucket = "checksums";
const Key = "123456789";
const read = { Bucket, Key, ChecksumMode: "ENABLED" } as const;
let test: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  test = await startTestCloud();
  s3 = s3Client(test);
  await makeBucket(s3, Bucket);
});
afterAll(() => test.stop());

/** The digests of `123456789` that the SDK can compute. */
const COMPUTED_BY_SDK = [
  ["CRC32", "y/Q5Jg=="],
  ["CRC32C", "4waSgw=="],
  ["CRC64NVME", "rosUhgp5mIg="],
  ["SHA1", "98O8HYCOBHMq32eZZczDTKeuNEE="],
  ["SHA256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="],
] as const;
const DIGESTS = [
  ...COMPUTED_BY_SDK,
  ["MD5", "JfnnlDI7RTiF9RgfG2JNCw=="],
  ["SHA512", "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ=="],
] as const;

async function expectDigest(more: Partial<PutObjectCommandInput>, expected: object): Promise<void> {
  const object = { Bucket, Key, Body: Key, ContentLength: Key.length, ...more };
  await expect(s3.send(new PutObjectCommand(object))).resolves.toMatchObject(expected);
  await expect(s3.send(new HeadObjectCommand(read))).resolves.toMatchObject(expected);
}

it.each(DIGESTS)("stores and returns a %s", async (algorithm, digest) => {
  const given = { [`Checksum${algorithm}`]: digest };
  await expectDigest(given, { ...given, ChecksumType: "FULL_OBJECT" });
});

it.each(COMPUTED_BY_SDK)(
  "stores a %s that follows a stream, and returns it with the bytes",
  async (algorithm, digest) => {
    const expected = { [`Checksum${algorithm}`]: digest };
    const Body = Readable.from([Buffer.from("1234"), Buffer.from("56789")]);
    await expectDigest({ Body, ChecksumAlgorithm: algorithm }, expected);
    await expect(s3.send(new GetObjectCommand(read))).resolves.toMatchObject(expected);
  },
);
