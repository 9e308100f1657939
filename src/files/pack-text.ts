import { gzipSync } from "fflate";

/** Compresses a text file. Not with zlib, whose bytes differ between versions of Node.js: the files of two deploys are compared by their hashes. */
export function packText(text: string | Uint8Array): Uint8Array {
  return gzipSync(typeof text === "string" ? Buffer.from(text) : text, { level: 9, mtime: 0 });
}
