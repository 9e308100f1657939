import { createHash } from "node:crypto";
import { TodoApiError } from "../errors.ts";
import type { Entry } from "./input/to-entries.ts";
import type { Fields } from "./item.ts";
import type { Added, ItemsApi } from "./items-api.ts";

/** What became of an entry; one without either was not sent. */
export interface Result {
  readonly entry: Entry;
  readonly added?: Added;
  readonly error?: TodoApiError;
}

/** Enough to hide the time of the way there and back; the pace is set for all requests together. */
const AT_ONCE = 8;
/** So many failures in a row that are not an item's own say that the API is in trouble, and that more of them help nobody. */
const MOST_TROUBLES = 3;

/**
 * Adds items, several at a time, and tells of each as it is known. What the API has against one item stops no other; when the API itself is in
 * trouble, or at Ctrl-C, nothing further is sent.
 */
export async function addMany(
  api: ItemsApi,
  entries: readonly Entry[],
  signal: AbortSignal,
  tell: (result: Result, index: number) => void,
): Promise<readonly Result[]> {
  const results: Result[] = entries.map((entry) => ({ entry }));
  let next = 0;
  let troubles = 0;
  const work = async (): Promise<void> => {
    while (next < entries.length && troubles < MOST_TROUBLES && !signal.aborted) {
      const index = next;
      next += 1;
      const entry = entries[index];
      if (entry === undefined) return;
      const result = await addOne(api, entry, signal);
      troubles = result.error && isTrouble(result.error) ? troubles + 1 : 0;
      results[index] = result;
      tell(result, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function addOne(api: ItemsApi, entry: Entry, signal: AbortSignal): Promise<Result> {
  try {
    return { entry, added: await addPresent(api, entry.fields, entry.key) };
  } catch (error) {
    if (signal.aborted) return { entry };
    if (!(error instanceof TodoApiError)) throw error;
    return { entry, error };
  }
}

/**
 * Adds an item that must be there afterwards. The API knows a key longer than an item may live: of an item that was deleted since, as before an export is
 * added again, another key follows, which is the same one in every run, too.
 */
async function addPresent(api: ItemsApi, fields: Fields, key: string): Promise<Added> {
  const added = await api.add(fields, key);
  if (!added.isRepeat || (await isPresent(api, added.item.id))) return added;
  return addPresent(api, fields, createHash("sha256").update(`${key}\n${added.item.id}`).digest("base64url"));
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

/** Whether it is not this item that was wrong: a refusal of its content is a 4xx. What is no trouble lasts until the item is mended. */
export function isTrouble({ details }: TodoApiError): boolean {
  const status = typeof details["status"] === "number" ? details["status"] : 0;
  return status < 400 || status >= 500 || [401, 403, 404, 405, 429].includes(status);
}
