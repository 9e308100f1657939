/** A response for API Gateway's proxy integration, which returns a 502 if the response has an unknown top-level key. */
export interface ApiResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return {
    statusCode,
    headers: { ...COMMON_HEADERS, "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

export function notModified(headers: Readonly<Record<string, string>>): ApiResponse {
  return { statusCode: 304, headers: { ...COMMON_HEADERS, ...headers }, body: "" };
}

export function noContent(): ApiResponse {
  return { statusCode: 204, headers: COMMON_HEADERS, body: "" };
}

const COMMON_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "Location, Link, ETag, Retry-After, Allow, Accept-Patch, Idempotent-Replayed, x-amzn-RequestId",
  "Cache-Control": "no-store",
  // The API may serve the page from the same origin, and the page must not run a response as a script.
  "X-Content-Type-Options": "nosniff",
} as const;
