import type { IncomingHttpHeaders } from "node:http";

/** The headers of a request by name in lower case; a repeated one has its values joined by commas. */
export function joinedHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : (value ?? "")]),
  );
}

/** Whether a Host header names this machine. A page that rebinds its own name to 127.0.0.1 still sends its own name. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? "");
}
