import { gzipSync } from "fflate";

/**
 * Compresses text with fflate, because the output of zlib differs between versions of Node.js, and deploys compare
 * files by their hashes.
 */
export function packText(text: string | Uint8Array): Uint8Array {
  return gzipSync(typeof text === "string" ? Buffer.from(text) : text, { level: 9, mtime: 0 });
}
