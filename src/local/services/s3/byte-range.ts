import { AwsError } from "../../protocol/aws-error.ts";

/** The positions of the first and last byte in a range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Parses a Range header for an object of `size` bytes. Returns undefined if the header is absent, or if S3 ignores it
 * because it is malformed, has several ranges or uses a unit other than bytes (RFC 9110). Throws InvalidRange if the
 * range contains no byte of the object.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (header === undefined || (from === "" && to === "")) return undefined;
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (first < size && last >= first) return { first, last };
  throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable", {
    fields: { RangeRequested: header, ActualObjectSize: size },
  });
}
