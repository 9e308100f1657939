/** The user agent of requests to the deployed API. */
export const USER_AGENT = "todo-api";

/**
 * The user agent of requests that the user did not ask for: readiness and health checks, lookups of IDs and counts.
 * `logs` hides them.
 */
export const PROBE_USER_AGENT = "todo-api-probe";

/** The headers of requests that the user did not ask for. */
export const PROBE_HEADERS = { "user-agent": PROBE_USER_AGENT } as const;
