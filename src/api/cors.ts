/** The response headers that pages from any origin may read. Keep in sync with the copy in handlers/response.ts. */
export const EXPOSED_HEADERS =
  "Location, Link, ETag, Retry-After, Allow, Accept-Patch, Idempotent-Replayed, x-amzn-RequestId";
/**
 * The request headers that pages may send: headers that the API reads, and headers that clients and tracing libraries
 * add. `*` would not include Authorization (https://fetch.spec.whatwg.org/#http-access-control-allow-headers).
 */
export const ALLOWED_HEADERS = [
  "Accept, Accept-Language, Content-Language, Content-Type, If-Match, If-None-Match, If-Modified-Since, Idempotency-Key",
  "Authorization, X-Api-Key, X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256, X-Amz-User-Agent, X-Amzn-Trace-Id",
  "Cache-Control, Pragma, Prefer, X-Requested-With, X-CSRF-Token, X-HTTP-Method-Override",
  "X-Request-Id, X-Correlation-Id, X-Client-Version, traceparent, tracestate, baggage, sentry-trace, b3, X-B3-TraceId",
  "X-B3-SpanId, X-B3-ParentSpanId, X-B3-Sampled, X-Datadog-Trace-Id, X-Datadog-Parent-Id, X-Datadog-Origin, X-Datadog-Sampling-Priority",
].join(", ");
/** How long a browser may cache a preflight response. */
export const PREFLIGHT_SECONDS = 600;
