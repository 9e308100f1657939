/** Decodes a segment of a patch path: JSON Pointer encodes a slash as `~1`, and a tilde as `~0` (RFC 6901). */
export function decodePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
