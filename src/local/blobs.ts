import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes by the SHA-256 of their content (hex): function packages and S3 objects. */
export interface Blobs {
  put(bytes: Uint8Array): string;
  get(sha256: string): Uint8Array;
}

/** Keeps blobs as files in `directory`, or in memory when there is none. */
export function openBlobs(directory: string | undefined): Blobs {
  return directory === undefined ? inMemory() : onDisk(join(directory, "blobs"));
}

function inMemory(): Blobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    put(bytes) {
      const name = sha256(bytes);
      blobs.set(name, Uint8Array.from(bytes));
      return name;
    },
    get(name) {
      const bytes = blobs.get(name);
      if (!bytes) throw new Error(`The local cloud has lost the blob ${name}.`);
      return bytes;
    },
  };
}

function onDisk(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    put(bytes) {
      const name = sha256(bytes);
      const file = join(folder, name);
      if (!existsSync(file)) {
        writeFileSync(`${file}.new`, bytes, { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      return name;
    },
    get: (name) => readFileSync(join(folder, name)),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
