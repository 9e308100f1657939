/** The user agent of requests that the user asked for. */
export const USER_AGENT = "todo-api";

/** The user agent of requests that the user did not ask for, such as readiness checks and lookups of IDs. */
export const PROBE_USER_AGENT = "todo-api-probe";

export const PROBE_HEADERS = { "user-agent": PROBE_USER_AGENT } as const;
