/**
 * Returns the query for the next page, with its "?", from a Link header (RFC 8288); undefined on the last page. Uses
 * only the query, because a response must not choose the host for the next request.
 */
export function nextPage(link: string | null): string | undefined {
  for (const [, target = "", parameters = ""] of (link ?? "").matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=\s*"?(?:[^";,]*\s)?next(?:\s[^";,]*)?"?\s*(?:[;,]|$)/i.test(parameters)) continue;
    const start = target.indexOf("?");
    return start < 0 ? undefined : target.slice(start);
  }
  return undefined;
}
