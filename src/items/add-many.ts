import { createHash } from "node:crypto";
import { TodoApiError } from "../errors.ts";
import type { Entry } from "./input/to-entries.ts";
import type { Fields } from "./item.ts";
import type { Added, ItemsApi } from "./items-api.ts";

/** The outcome of an entry: an item or an error. An entry with neither was not sent, or was interrupted. */
export interface Result {
  readonly entry: Entry;
  readonly added?: Added;
  readonly error?: TodoApiError;
}

/** After this many consecutive API failures, nothing more is sent. */
const MAX_CONSECUTIVE_FAILURES = 3;

/**
 * Adds items and reports each one. Sends them one by one, because the API sorts items by creation time. Continues after
 * a rejected item; stops on Ctrl-C, or if the API fails repeatedly.
 */
export async function addMany(
  api: ItemsApi,
  entries: readonly Entry[],
  signal: AbortSignal,
  report: (result: Result) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let failures = 0;
  for (const entry of entries) {
    const isStopped = failures >= MAX_CONSECUTIVE_FAILURES || signal.aborted;
    const result = isStopped ? { entry } : await addOne(api, entry, signal);
    failures = result.error && isApiFailure(result.error) ? failures + 1 : isStopped ? failures : 0;
    results.push(result);
    if (!isStopped) report(result);
  }
  return results;
}

async function addOne(api: ItemsApi, entry: Entry, signal: AbortSignal): Promise<Result> {
  try {
    return { entry, added: await ensureAdded(api, entry.fields, entry.key) };
  } catch (error) {
    if (signal.aborted) return { entry };
    if (!(error instanceof TodoApiError)) throw error;
    return { entry, error };
  }
}

/**
 * Adds an item, and ensures that it exists afterward. The API remembers an idempotency key even after its item is
 * deleted, and returns the deleted item. In that case, repeats the request with a key derived from the previous one, so
 * that each run uses the same keys.
 */
async function ensureAdded(api: ItemsApi, fields: Fields, key: string): Promise<Added> {
  const added = await api.add(fields, key);
  if (!added.isRepeat || (await isPresent(api, added.item.id))) return added;
  return ensureAdded(api, fields, createHash("sha256").update(`${key}\n${added.item.id}`).digest("base64url"));
}

async function isPresent(api: ItemsApi, id: string): Promise<boolean> {
  try {
    await api.lookups.get(id);
    return true;
  } catch (error) {
    if (error instanceof TodoApiError && error.details["status"] === 404) return false;
    throw error;
  }
}

/** Whether an error is due to the API or the caller, not to the item, and so may affect every item. */
export function isApiFailure({ details }: TodoApiError): boolean {
  const status = typeof details["status"] === "number" ? details["status"] : 0;
  return status < 400 || status >= 500 || [401, 403, 404, 405, 429].includes(status);
}
