import type { IncomingHttpHeaders } from "node:http";

/** The headers of a request by name in lower case; a repeated one has its values joined by commas. */
export function joinedHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : (value ?? "")]),
  );
}
