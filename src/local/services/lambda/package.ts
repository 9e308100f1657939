import { unzipSync } from "fflate";
import { AwsError } from "../../aws-error.ts";
import type { Blobs } from "../../blobs.ts";
import { invalidParameter } from "./lambda-error.ts";
import type { Code } from "./store.ts";

/** A zip uploaded directly, and its content (LAMBDA/gettingstarted-limits). */
const ZIPPED_BYTES = 52_428_800;
const UNZIPPED_BYTES = 262_144_000;

/** Checks an uploaded zip by unpacking it; answers what it is without keeping it. */
export function checkPackage(zip: Uint8Array): void {
  if (zip.length > ZIPPED_BYTES)
    throw new AwsError("RequestEntityTooLargeException", 413, `Zipped size must be smaller than ${ZIPPED_BYTES} bytes`);
  if (zip.length === 0 || Object.keys(unpack(zip)).length === 0)
    throw invalidParameter("Uploaded file must be a non-empty zip");
}

/** Keeps a checked zip. */
export function keepPackage(zip: Uint8Array, blobs: Blobs): Code {
  return { sha256: blobs.put(zip), bytes: zip.length };
}

/** The files of a zip by their paths, without its folders. */
export function unpack(zip: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let unzipped = 0;
  const files = readZip(zip, (size) => {
    unzipped += size;
    if (unzipped > UNZIPPED_BYTES) throw invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_BYTES} bytes`);
  });
  if (Object.keys(files).some(leavesItsFolder)) throw notAZip();
  return files;
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
    throw error instanceof AwsError ? error : notAZip();
  }
}

function leavesItsFolder(name: string): boolean {
  return /^[/\\]|^[a-z]:/i.test(name) || name.split(/[/\\]/).includes("..");
}

function notAZip(): AwsError {
  return invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}
