import { createHash, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import type { ObjectChecksum } from "./store.ts";

interface GivenDigests {
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

/**
 * Checks an object's bytes against the digests of the request, and returns the checksum to store
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
 */
export function checkObjectDigests(body: Uint8Array, given: GivenDigests): ObjectChecksum | undefined {
  checkContentMd5(body, given.ContentMD5);
  const { ChecksumAlgorithm: named, ChecksumCRC32, ChecksumSHA256 } = given;
  if (named !== undefined && named !== "CRC32" && named !== "SHA256") throw notSupported(`The checksum ${named}`);
  if (ChecksumCRC32 !== undefined && ChecksumSHA256 !== undefined)
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  if (ChecksumCRC32 !== undefined) return checkChecksum("CRC32", ChecksumCRC32, body);
  if (ChecksumSHA256 !== undefined) return checkChecksum("SHA256", ChecksumSHA256, body);
  if (named === undefined) return undefined;
  throw invalidRequest(
    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
  );
}

/**
 * Checks a request that requires a digest of its body: it must have a Content-MD5 or name a checksum algorithm. A
 * Content-MD5 must match the body. A checksum is not verified.
 */
export function checkRequiredDigest(call: Call, given: GivenDigests): void {
  if (given.ContentMD5 === undefined && given.ChecksumAlgorithm === undefined)
    throw invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  checkContentMd5(call.body, given.ContentMD5);
}

function checkContentMd5(body: Uint8Array, given: string | undefined): void {
  if (given === undefined) return;
  const digest = readDigest(given, 16);
  if (!digest) throw new AwsError("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
  if (!timingSafeEqual(digest, createHash("md5").update(body).digest()))
    throw new AwsError("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
}

export function checksumOf(algorithm: ObjectChecksum["algorithm"], body: Uint8Array): ObjectChecksum {
  return { algorithm, value: digestOf(algorithm, body).toString("base64") };
}

function checkChecksum(algorithm: ObjectChecksum["algorithm"], given: string, body: Uint8Array): ObjectChecksum {
  const actual = digestOf(algorithm, body);
  const digest = readDigest(given, actual.length);
  if (!digest) throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
  if (!timingSafeEqual(digest, actual))
    throw new AwsError("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`);
  return { algorithm, value: given };
}

function readDigest(base64: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === length && bytes.toString("base64") === base64 ? bytes : undefined;
}

function digestOf(algorithm: ObjectChecksum["algorithm"], body: Uint8Array): Buffer {
  if (algorithm === "SHA256") return createHash("sha256").update(body).digest();
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes;
}

function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", 400, message);
}
