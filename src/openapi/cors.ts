/** What a page of any origin may read of an answer; the functions say the same (handlers/http.ts). */
export const EXPOSED_HEADERS =
  "Location, Link, ETag, Retry-After, Allow, Accept-Patch, Idempotent-Replayed, x-amzn-RequestId";
/** What it may send. */
export const ALLOWED_HEADERS = "Content-Type, Accept, If-Match, If-None-Match, Idempotency-Key";
/** How long a browser may remember a preflight answer. */
export const PREFLIGHT_SECONDS = 600;
