import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { notSupported } from "../../protocol/aws-error.ts";

/**
 * The S3 checksum algorithms whose digests the local cloud computes
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).
 */
const ALGORITHMS = {
  CRC32: (body: Uint8Array) => toBytes(BigInt(crc32(body)), 4),
  CRC32C: (body: Uint8Array) => crc(body, 0x82f63b78n, 4),
  CRC64NVME: (body: Uint8Array) => crc(body, 0x9a6c9329ac4bc9b5n, 8),
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

/** A reflected CRC whose initial value and final XOR value are all ones. */
function crc(body: Uint8Array, polynomial: bigint, size: number): Buffer {
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ (value & 1n ? polynomial : 0n);
    return value;
  });
  const ones = (1n << BigInt(size * 8)) - 1n;
  let value = ones;
  for (const byte of body) value = (table[Number(value & 0xffn) ^ byte] ?? 0n) ^ (value >> 8n);
  return toBytes(value ^ ones, size);
}

function toBytes(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, "0"), "hex");
}
