import { buffer } from "node:stream/consumers";
import { ZipArchive } from "archiver";

/** A file in an archive: its path, with forward slashes, and its content. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
}

// The earliest date that a ZIP file can store; any fixed date works.
const DATE = new Date("1980-01-01T00:00:00Z");
// Lambda runs the function as a user that does not own the unpacked files.
const READABLE_BY_ALL = 0o644;

/** Packs files. With the same version of zlib, the same files produce the same bytes, in any order and at any time. */
export async function zip(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  const packed = buffer(archive);
  for (const { name, content } of entries.toSorted(byName)) {
    archive.append(Buffer.from(content), { name, date: DATE, mode: READABLE_BY_ALL });
  }
  await Promise.all([archive.finalize(), packed]);
  return packed;
}

// Compares by code unit, because locale order differs between machines.
function byName(a: ZipEntry, b: ZipEntry): number {
  return a.name < b.name ? -1 : 1;
}
