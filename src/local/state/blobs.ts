import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readRegularBytes, replaceFile } from "../../files/safe-file.ts";

/** Stores function packages and S3 objects under the SHA-256 of their bytes, in hex. */
export interface Blobs {
  put(bytes: Uint8Array): string;
  /** Throws LostBlobError if the bytes are missing or have changed. */
  get(sha256: string): Uint8Array;
  has(sha256: string): boolean;
}

/** The error for a blob whose bytes are missing or were changed outside the local cloud. */
export class LostBlobError extends Error {
  constructor(sha256: string) {
    super(`The local cloud's file ${sha256} is missing or damaged.`);
    this.name = "LostBlobError";
  }
}

/** Stores blobs as files under `directory`, or in memory if it is undefined. `get` calls `onLost` before it throws. */
export function openBlobs(directory: string | undefined, onLost: (sha256: string) => void): Blobs {
  const files = directory === undefined ? inMemory() : onDisk(join(directory, "blobs"));
  const find = (name: string) => {
    const bytes = files.read(name);
    return bytes && sha256(bytes) === name ? bytes : undefined;
  };
  return {
    put(bytes) {
      const name = sha256(bytes);
      if (!find(name)) files.write(name, bytes);
      return name;
    },
    get(name) {
      const bytes = find(name);
      if (bytes) return bytes;
      onLost(name);
      throw new LostBlobError(name);
    },
    has: (name) => find(name) !== undefined,
  };
}

interface Files {
  read(name: string): Uint8Array | undefined;
  write(name: string, bytes: Uint8Array): void;
}

function inMemory(): Files {
  const blobs = new Map<string, Uint8Array>();
  return {
    read: (name) => blobs.get(name),
    write: (name, bytes) => void blobs.set(name, Uint8Array.from(bytes)),
  };
}

/** Larger than any request body. */
const MAX_BYTES = 256 * 1024 * 1024;
const NAME = /^[0-9a-f]{64}$/;

function onDisk(folder: string): Files {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    read(name) {
      // The name comes from a state file, and must not point outside the folder.
      if (!NAME.test(name)) return undefined;
      try {
        return readRegularBytes(join(folder, name), { maxBytes: MAX_BYTES });
      } catch {
        return undefined;
      }
    },
    write: (name, bytes) => replaceFile(join(folder, name), bytes),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
