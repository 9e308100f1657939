/** An entry in a ZIP file's central directory: a file, or a folder if its name ends with a slash. */
export interface ZipEntry {
  readonly name: string;
  /** Undefined if the size is in a 64-bit field. */
  readonly size: number | undefined;
  readonly crc32: number;
  readonly isEncrypted: boolean;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const UTF_8_FLAG = 0x800;
/** Placeholders for values that are in a 64-bit field elsewhere. */
const SEE_16 = 0xffff;
const SEE_32 = 0xffffffff;

/**
 * Returns the entries of a ZIP file's central directory (APPNOTE.TXT 4.3.12 and 4.3.16). Returns an empty list if the
 * directory is in the 64-bit format, and undefined if it is missing or invalid.
 */
export function readZipDirectory(zip: Uint8Array): readonly ZipEntry[] | undefined {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = findEnd(bytes);
  if (end === undefined) return undefined;
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  let count = bytes.readUInt16LE(end + 10);
  // Few packages that Lambda accepts require the 64-bit format, but some tools write it.
  if (at === SEE_32 || count === SEE_16) return [];
  for (; count > 0; count -= 1) {
    if (at + ENTRY_BYTES > end || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) return undefined;
    const flags = bytes.readUInt16LE(at + 8);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const nameAt = at + ENTRY_BYTES;
    const name = bytes.toString((flags & UTF_8_FLAG) === 0 ? "latin1" : "utf8", nameAt, nameAt + (nameLength ?? 0));
    const [crc32, size] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 24)] as const;
    const known = size === SEE_32 ? undefined : size;
    entries.push({ name, size: known, crc32, isEncrypted: (flags & 1) === 1 });
    at = nameAt + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return entries;
}

function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = bytes.length - END_BYTES; at >= first; at -= 1) if (bytes.readUInt32LE(at) === END_SIGNATURE) return at;
  return undefined;
}
