import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { unzipSync } from "fflate";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Blobs } from "../../state/blobs.ts";
import { invalidParameter } from "./lambda-error.ts";
import type { Code } from "./store.ts";
import { readZipDirectory, type ZipEntry } from "./zip-directory.ts";

/**
 * The maximum sizes of a directly uploaded ZIP file and of its content
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_ZIPPED_BYTES = 52_428_800;
const MAX_UNZIPPED_BYTES = 262_144_000;
/** The maximum length of a file's name, and of its path inside the package's folder, on Linux. */
const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 3840;

/** Rejects an uploaded ZIP file that is empty, is too large, or cannot be unpacked on Linux. */
export function checkPackage(zip: Uint8Array): void {
  if (zip.length > MAX_ZIPPED_BYTES)
    throw new AwsError(
      "RequestEntityTooLargeException",
      413,
      `Zipped size must be smaller than ${MAX_ZIPPED_BYTES} bytes`,
    );
  if (zip.length === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  const files = unpack(zip);
  const entries = readZipDirectory(zip);
  if (!entries) throw invalidZip();
  if (Object.keys(files).length === 0 && entries.every(({ name }) => name.endsWith("/")))
    throw invalidParameter("Uploaded file must be a non-empty zip");
  // If two files have the same name, the last one is unpacked.
  const last = new Map(entries.map((entry) => [entry.name, entry]));
  if (![...last.values()].every((entry) => isIntact(entry, files)) || !canBeWritten(Object.keys(files)))
    throw invalidZip();
}

/** Describes a ZIP file without storing it. */
export function describePackage(zip: Uint8Array): Code {
  return { sha256: createHash("sha256").update(zip).digest("hex"), bytes: zip.length };
}

/** Stores a checked ZIP file. */
export function storePackage(zip: Uint8Array, blobs: Blobs): Code {
  return { sha256: blobs.put(zip), bytes: zip.length };
}

/**
 * Returns the files in a ZIP file by path. Throws if the ZIP file is invalid or too large, or if a path leads outside
 * the package's folder.
 */
export function unpack(zip: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let unzipped = 0;
  const files = readZip(zip, (size) => {
    unzipped += size;
    if (unzipped > MAX_UNZIPPED_BYTES)
      throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
  });
  if (Object.keys(files).some(leavesItsFolder)) throw invalidZip();
  return files;
}

/**
 * Whether an entry was unpacked correctly. The unzip library verifies neither size nor checksum, and does not detect
 * encryption.
 */
function isIntact({ name, size, crc32: sum, isEncrypted }: ZipEntry, files: Readonly<Record<string, Uint8Array>>) {
  if (name.endsWith("/")) return true;
  const bytes = Object.hasOwn(files, name) ? files[name] : undefined;
  return bytes !== undefined && (size === undefined || size === bytes.length) && crc32(bytes) === sum && !isEncrypted;
}

/**
 * Whether Linux can store files with these paths in one folder: no file has the same path as a folder, no path or name
 * is too long, and no path contains a NUL character.
 */
function canBeWritten(names: readonly string[]): boolean {
  const files = new Set(names);
  return names.every((name) => {
    const segments = name.split("/");
    const folders = segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
    return (
      !folders.some((folder) => files.has(folder)) &&
      !name.includes("\0") &&
      Buffer.byteLength(name) <= MAX_PATH_BYTES &&
      segments.every((segment) => Buffer.byteLength(segment) <= MAX_NAME_BYTES)
    );
  });
}

function readZip(zip: Uint8Array, count: (bytes: number) => void): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, {
      filter({ name, originalSize }) {
        count(originalSize);
        return !name.endsWith("/");
      },
    });
  } catch (error) {
    throw error instanceof AwsError ? error : invalidZip();
  }
}

function leavesItsFolder(name: string): boolean {
  return /^[/\\]|^[a-z]:/i.test(name) || name.split(/[/\\]/).includes("..");
}

function invalidZip(): AwsError {
  return invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}
