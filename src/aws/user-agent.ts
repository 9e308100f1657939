/** The user agent of requests to the deployed API. */
export const USER_AGENT = "todo-api";

/**
 * The same for requests that a user did not ask for: readiness and health checks, lookups of IDs and counts. `logs`
 * hides them.
 */
export const PROBE_USER_AGENT = "todo-api-probe";

/** The headers of such a request. */
export const PROBE_HEADERS = { "user-agent": PROBE_USER_AGENT } as const;
