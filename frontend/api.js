const TIMEOUT_MS = 30_000;
const ATTEMPTS = 4;
const PAUSE_MS = 500;
let itemsUrl;

/** A request that failed, in words for the user; `retryable`: it may yet succeed; `isConnection`: for want of a connection; `faults`: what is wrong, by field. */
export class ApiError extends Error {
  name = "ApiError";
  constructor(message, { status, retryable = true, isConnection = false, faults = {}, cause }) {
    super(message, { cause });
    Object.assign(this, { status, retryable, isConnection, faults });
  }
}

/** Reads `config.json`: where the API is, and the model of what it keeps. */
export async function readConfig() {
  const { json } = await send("config.json");
  itemsUrl = `${json.apiUrl.replace(/\/$/, "")}/items`;
  return json;
}

/** Yields the items page by page, following the API's `Link: <...>; rel="next"`. */
export async function* listPages() {
  for (let url = itemsUrl; url; ) {
    const { json, headers } = await send(url);
    yield json;
    const next = /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(headers.get("Link"))?.[1];
    url = next && new URL(next, url).href;
  }
}

/** Answers the item as the API has it now. */
export async function readItem(item) {
  return (await send(urlOf(item))).json;
}

/** Creates an item and answers it as stored; the same key again makes no second one. */
export async function addItem(values, key) {
  return (await send(itemsUrl, { method: "POST", headers: { "Idempotency-Key": key } }, values)).json;
}

/** Changes an item, unless it is another version by now (412), and answers it as stored. */
export async function changeItem(item, changes) {
  return (await send(urlOf(item), { method: "PATCH", headers: ifMatch(item) }, changes)).json;
}

/** Deletes an item, unless it is another version by now (412). */
export async function deleteItem(item) {
  await send(urlOf(item), { method: "DELETE", headers: ifMatch(item) });
}

function urlOf({ id }) {
  return `${itemsUrl}/${encodeURIComponent(id)}`;
}

function ifMatch({ version }) {
  return version && { "If-Match": `"${version}"` };
}

/** Sends a request; again, after a pause, while the API takes no more in a second: it was not carried out then. */
async function send(url, options = {}, values = undefined) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(url, options, values);
    } catch (error) {
      if (error.status !== 429 || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt * (0.5 + Math.random())));
    }
  }
}

async function sendOnce(url, { headers, ...options }, values) {
  const body = values && { body: JSON.stringify(values), headers: { "Content-Type": "application/json", ...headers } };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // What is on its way when the page is left arrives nevertheless.
  const keepalive = options.method !== undefined;
  const response = await fetch(url, { cache: "no-store", keepalive, headers, signal, ...options, ...body }).catch(
    explain,
  );
  const { ok, status } = response;
  const json = status === 204 || (await response.json().catch((cause) => (ok ? explain(cause) : {})));
  if (ok) return { json, headers: response.headers };
  const { detail = `The API answered ${status}.`, errors = [] } = json;
  const faults = Object.fromEntries(errors.map((fault) => [`${fault.pointer}`.slice(2), fault.detail]));
  throw new ApiError(detail, { status, retryable: status === 429 || status >= 500, faults });
}

function explain(cause) {
  const words = {
    TimeoutError: `The API did not answer within ${TIMEOUT_MS / 1000} seconds.`,
    SyntaxError: "The API answered with something that this page cannot read.",
  };
  const away = "The API cannot be reached. Check that you are online and that it is running.";
  throw new ApiError(words[cause.name] ?? away, { isConnection: cause.name !== "SyntaxError", cause });
}
