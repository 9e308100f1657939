/** @import { Changes, Config, Faults, Item, Values } from "./types.d.ts" */

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const PAUSE_MS = 500;
let itemsUrl = "";
let send = sendWithRetries;

/** @typedef {typeof sendWithRetries} Send */

/**
 * Wraps the function that sends requests: all later requests go through the function that `guard` returns.
 * @param {(send: Send) => Send} guard
 */
export function guardRequests(guard) {
  send = guard(send);
}

/** A failure whose message is shown to the user. */
export class ApiError extends Error {
  status = 0;
  /** Whether the request may succeed later. */
  retryable = true;
  /** Whether the connection failed or timed out. */
  isOffline = false;
  /** @type {Faults} */
  faults = {};
  /** @type {Changes} */
  unsaved = {};

  /**
   * @param {string} message
   * @param {{ status?: number, retryable?: boolean, isOffline?: boolean, faults?: Faults, cause?: unknown }} facts
   */
  constructor(message, facts) {
    super(message, facts);
    Object.assign(this, facts);
  }
}

/**
 * Converts a failure to an ApiError. An error in the page itself is also reported to the console.
 * @param {unknown} cause
 */
export function toApiError(cause) {
  if (cause instanceof ApiError) return cause;
  reportError(cause);
  return new ApiError("Something went wrong on this page. Reload it.", { retryable: false, cause });
}

/**
 * Reads `config.json`. All other requests go to the API that the file names.
 * @returns {Promise<Config>}
 */
export async function readConfig() {
  const { json } = await send(`${new URL("config.json", import.meta.url)}`);
  itemsUrl = `${json.apiUrl.replace(/\/$/, "")}/items`;
  return json;
}

/**
 * Yields the items page by page, following the API's `Link: <...>; rel="next"` headers.
 * @returns {AsyncGenerator<readonly Item[]>}
 */
export async function* listPages() {
  for (let url = itemsUrl; url; ) {
    const { json, headers } = await send(url);
    yield json;
    const next = /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(headers.get("Link") ?? "")?.[1];
    url = next ? new URL(next, url).href : "";
  }
}

/**
 * Reads the item's current version.
 * @param {Item} item
 * @returns {Promise<Item>}
 */
export async function readItem(item) {
  return (await send(urlOf(item))).json;
}

/**
 * Creates an item and returns it as stored; a repeated key does not create a second item.
 * @param {Values} values
 * @param {string} key
 * @returns {Promise<Item>}
 */
export async function addItem(values, key) {
  return (await send(itemsUrl, { method: "POST", headers: { "Idempotency-Key": key } }, values)).json;
}

/**
 * Changes an item and returns it as stored; fails with 412 if its version has changed.
 * @param {Item} item
 * @param {Changes} changes
 * @returns {Promise<Item>}
 */
export async function changeItem(item, changes) {
  return (await send(urlOf(item), { method: "PATCH", headers: ifMatch(item) }, changes)).json;
}

/**
 * Deletes an item; fails with 412 if its version has changed.
 * @param {Item} item
 */
export async function deleteItem(item) {
  await send(urlOf(item), { method: "DELETE", headers: ifMatch(item) });
}

/** @param {Item} item */
function urlOf({ id }) {
  return `${itemsUrl}/${encodeURIComponent(id)}`;
}

/**
 * @param {Item} item
 * @returns {Record<string, string>}
 */
function ifMatch({ version }) {
  return version ? { "If-Match": `"${version}"` } : {};
}

/** @typedef {{ method?: string, headers?: Record<string, string> }} Options */

/**
 * Sends a request. On a 429, which means that the API did not process the request, retries after a pause.
 * @param {string} url
 * @param {Options} [options]
 * @param {object} [values]
 */
async function sendWithRetries(url, options = {}, values = undefined) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(url, options, values);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 429) || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt * (0.5 + Math.random())));
    }
  }
}

/**
 * @param {string} url
 * @param {Options} options
 * @param {object | undefined} values
 */
async function sendOnce(url, { headers, method = "GET" }, values) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(values && { "Content-Type": "application/json" }) },
    body: values ? JSON.stringify(values) : null,
    cache: "no-store",
    // The browser completes a change even if the user leaves the page.
    keepalive: method !== "GET",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(throwExplained);
  const { ok, status } = response;
  const json = status === 204 || (await response.json().catch((cause) => (ok ? throwExplained(cause) : {})));
  if (ok) return { json, headers: response.headers };
  const { detail = `The API returned ${status}.`, errors = [] } = json;
  /** @type {readonly { pointer?: string, detail: string }[]} */
  const listed = errors;
  const faults = Object.fromEntries(listed.map((fault) => [`${fault.pointer}`.slice(2), fault.detail]));
  throw new ApiError(detail, { status, retryable: status === 429 || status >= 500, faults });
}

/**
 * @param {Error} cause
 * @returns {never}
 */
function throwExplained(cause) {
  /** @type {Record<string, string>} */
  const words = {
    TimeoutError: `The API did not respond within ${TIMEOUT_MS / 1000} seconds.`,
    SyntaxError: "The API's response is invalid.",
  };
  const unreachable = "Cannot reach the API. Check that you are online and that the API is running.";
  throw new ApiError(words[cause.name] ?? unreachable, { isOffline: cause.name !== "SyntaxError", cause });
}
