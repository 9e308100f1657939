const TIMEOUT_SECONDS = 30;

/** A request that failed, in words for the person at the page; `retryable` says whether the same request may yet succeed. */
export class ApiError extends Error {
  constructor(message, { status, retryable, cause }) {
    super(message, { cause });
    this.name = "ApiError";
    this.status = status;
    this.retryable = retryable;
  }
}

/** Yields the items page by page, newest last, following the API's `Link: <...>; rel="next"`. */
export async function* listPages() {
  const seen = new Set();
  let url = await itemsUrl();
  while (url !== undefined && !seen.has(url)) {
    seen.add(url);
    const response = await request(url);
    const page = await readJson(response);
    if (!Array.isArray(page)) throw unreadable(response);
    yield page;
    url = nextUrl(response);
  }
}

/** Creates an item and answers it as the API stored it. */
export async function addItem(title) {
  return await readJson(await request(await itemsUrl(), "POST", { title }));
}

/** Changes the given fields of an item and answers it as the API stored it. */
export async function changeItem(id, changes) {
  return await readJson(await request(await itemUrl(id), "PATCH", changes));
}

/** Deletes an item; one that is already gone counts as deleted. */
export async function deleteItem(id) {
  try {
    await request(await itemUrl(id), "DELETE");
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}

async function itemUrl(id) {
  return `${await itemsUrl()}/${encodeURIComponent(id)}`;
}

let knownItemsUrl;

async function itemsUrl() {
  knownItemsUrl ??= `${await readApiUrl()}/items`;
  return knownItemsUrl;
}

async function readApiUrl() {
  try {
    const response = await fetch("config.json", {
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
    if (!response.ok) throw new Error(`config.json answered ${response.status}`);
    const { apiUrl } = await response.json();
    return new URL(apiUrl).href.replace(/\/$/, "");
  } catch (cause) {
    throw new ApiError("This page cannot read config.json, which says where its API is.", { retryable: true, cause });
  }
}

async function request(url, method = "GET", body) {
  const response = await send(url, method, body);
  if (!response.ok) throw await refusal(response);
  return response;
}

async function send(url, method, body) {
  try {
    return await fetch(url, {
      method,
      cache: "no-store",
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
  } catch (cause) {
    const why =
      cause.name === "TimeoutError"
        ? `The API did not answer within ${TIMEOUT_SECONDS} seconds.`
        : "The API cannot be reached. Check that you are online and that it is running.";
    throw new ApiError(why, { retryable: true, cause });
  }
}

async function refusal(response) {
  const { status } = response;
  const problem = await response.json().catch(() => undefined);
  const retryable = status === 429 || status >= 500;
  return new ApiError(reasonIn(problem) ?? `The API answered ${status}.`, { status, retryable });
}

// Functions answer problem+json; API Gateway itself may answer {"message": "..."}, for errors that reach no function.
function reasonIn(problem) {
  const words = problem?.detail ?? problem?.message;
  if (typeof words !== "string" || words === "") return undefined;
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

async function readJson(response) {
  try {
    return await response.json();
  } catch (cause) {
    throw unreadable(response, cause);
  }
}

function unreadable(response, cause) {
  return new ApiError(`The API answered ${response.status} with something that this page cannot read.`, {
    status: response.status,
    retryable: true,
    cause,
  });
}

function nextUrl(response) {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next\b/i.exec(response.headers.get("Link") ?? "")?.[1];
  return target && new URL(target, response.url).href;
}
