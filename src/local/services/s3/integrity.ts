import { timingSafeEqual } from "node:crypto";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call } from "../operation.ts";
import { digestOf, parseChecksumAlgorithm } from "./checksum-algorithms.ts";
import type { ObjectChecksum } from "./store.ts";

/** The body digests in a request's headers. */
interface GivenDigests {
  readonly md5: string | undefined;
  readonly checksum: ObjectChecksum | undefined;
}

/** Rejects a request without a digest of the body (a Content-MD5 or a checksum), or with one that does not match. */
export function checkRequiredDigest(call: Call): void {
  const { md5, checksum } = checkDigests(call);
  if (md5 === undefined && checksum === undefined)
    throw invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
}

/**
 * Checks a request's body against the digests in its headers
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
 */
export function checkDigests({ body, headers }: Call): GivenDigests {
  const md5 = headers["content-md5"];
  if (md5 !== undefined) checkContentMd5(body, md5);
  const [checksum, another] = Object.entries(headers).flatMap(([header, value]) => {
    const [, name] = /^x-amz-checksum-(?!(?:algorithm|type|mode)$)(.+)$/.exec(header) ?? [];
    return name === undefined ? [] : [{ algorithm: parseChecksumAlgorithm(name), value }];
  });
  if (another)
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  if (checksum) checkChecksum(body, checksum);
  else if (headers["x-amz-sdk-checksum-algorithm"] !== undefined)
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  return { md5, checksum };
}

function checkContentMd5(body: Uint8Array, given: string): void {
  const digest = readDigest(given, 16);
  if (!digest) throw new AwsError("InvalidDigest", 400, "The Content-MD5 you specified was invalid.");
  if (!timingSafeEqual(digest, digestOf("MD5", body)))
    throw new AwsError("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
}

export function checksumOf(algorithm: ObjectChecksum["algorithm"], body: Uint8Array): ObjectChecksum {
  return { algorithm, value: digestOf(algorithm, body).toString("base64") };
}

function checkChecksum(body: Uint8Array, { algorithm, value }: ObjectChecksum): void {
  const actual = digestOf(algorithm, body);
  const digest = readDigest(value, actual.length);
  if (!digest) throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
  if (!timingSafeEqual(digest, actual))
    throw new AwsError("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`);
}

function readDigest(base64: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === length && bytes.toString("base64") === base64 ? bytes : undefined;
}

function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", 400, message);
}
