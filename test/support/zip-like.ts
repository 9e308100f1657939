/** Returns different bytes that unzip to the same files: the archive has an additional comment. */
export function zipLike(zip: Uint8Array): Uint8Array {
  const other = Buffer.concat([zip, Buffer.from("old")]);
  other.writeUInt16LE(3, zip.length - 2);
  return other;
}
