import { gzipSync } from "fflate";

/**
 * Compresses a text file with fflate: deploys compare files by their hashes, and the output of zlib differs between
 * versions of Node.js.
 */
export function packText(text: string | Uint8Array): Uint8Array {
  return gzipSync(typeof text === "string" ? Buffer.from(text) : text, { level: 9, mtime: 0 });
}
