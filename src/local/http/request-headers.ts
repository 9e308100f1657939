import type { IncomingHttpHeaders } from "node:http";

/** The headers of a request, by lower-case name; values of a repeated header are joined with commas. */
export function joinedHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : (value ?? "")]),
  );
}

/**
 * Whether a Host header names this machine. In a DNS rebinding attack, the header still has the attacker's host name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? "");
}
