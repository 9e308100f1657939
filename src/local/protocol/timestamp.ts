/**
 * The protocols' time formats: seconds since the epoch in JSON, ISO 8601 in XML and queries, and RFC 9110 dates in
 * headers, unless the model names a different format.
 */
export type TimestampFormat = "unixTimestamp" | "iso8601" | "rfc822";

export function writeTimestamp(value: Date, format: TimestampFormat): string | number {
  if (format === "unixTimestamp") return value.getTime() / 1000;
  return format === "iso8601" ? value.toISOString().replace(/\.000Z$/, "Z") : value.toUTCString();
}

/** Reads any of the formats. An invalid date stays invalid, so that validation rejects it. */
export function readTimestamp(value: unknown): Date {
  if (typeof value === "number") return new Date(value * 1000);
  const text = String(value);
  return new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
}

/** The format that the model names, or the protocol's own. */
export function timestampFormat(named: string | undefined, otherwise: TimestampFormat): TimestampFormat {
  return named === "unixTimestamp" || named === "iso8601" || named === "rfc822" ? named : otherwise;
}
