import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { notSupported } from "../../protocol/aws-error.ts";

/**
 * The S3 checksum algorithms whose digests the local cloud computes
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
 */
const ALGORITHMS = {
  CRC32: (body: Uint8Array) => toBytes(0, crc32(body)).subarray(-4),
  CRC32C: createCrc(0, 0x82f63b78, 4),
  CRC64NVME: createCrc(0x9a6c9329, 0xac4bc9b5, 8),
  MD5: (body: Uint8Array) => createHash("md5").update(body).digest(),
  SHA1: (body: Uint8Array) => createHash("sha1").update(body).digest(),
  SHA256: (body: Uint8Array) => createHash("sha256").update(body).digest(),
  SHA512: (body: Uint8Array) => createHash("sha512").update(body).digest(),
};

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;

/** Parses the name of an algorithm in any case. Rejects one that the local cloud does not support. */
export function parseChecksumAlgorithm(text: string): ChecksumAlgorithm {
  const name = text.toUpperCase();
  if (!isChecksumAlgorithm(name)) throw notSupported(`The checksum algorithm ${name}`);
  return name;
}

function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

export function digestOf(algorithm: ChecksumAlgorithm, body: Uint8Array): Buffer {
  return ALGORITHMS[algorithm](body);
}

/**
 * Creates a reflected CRC whose initial value and final XOR value are all ones. Its polynomial and its values are pairs
 * of 32-bit integers, because BigInt is about a hundred times slower.
 */
function createCrc(highPolynomial: number, lowPolynomial: number, size: 4 | 8): (body: Uint8Array) => Buffer {
  const highTable = new Uint32Array(256);
  const lowTable = new Uint32Array(256);
  for (let index = 0; index < 256; index += 1) {
    let [high, low] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = low & 1;
      low = ((low >>> 1) | (high << 31)) ^ (isOdd ? lowPolynomial : 0);
      high = (high >>> 1) ^ (isOdd ? highPolynomial : 0);
    }
    highTable[index] = high;
    lowTable[index] = low;
  }
  return (body) => {
    let [high, low] = [size === 8 ? -1 : 0, -1];
    // An index is faster than an iterator.
    for (let at = 0; at < body.length; at += 1) {
      const index = (low ^ (body[at] ?? 0)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0);
      high = (high >>> 8) ^ (highTable[index] ?? 0);
    }
    return toBytes(~high, ~low).subarray(-size);
  };
}

/** The big-endian bytes of a pair of 32-bit integers. */
function toBytes(high: number, low: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(high >>> 0, 0);
  bytes.writeUInt32BE(low >>> 0, 4);
  return bytes;
}
