import { EXIT, TodoApiError, usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";
import type { Item } from "./item.ts";
import type { ItemsApi } from "./items-api.ts";

/** Fewer characters than this are too likely to mean another item than was thought of. */
const FEWEST_CHARACTERS = 4;
const UUID_CHARACTERS = 36;
const MOST_CANDIDATES = 10;

/**
 * The id that a person means: a whole one as it is, the beginning of one through the list. Throws a usage error when it is too short or
 * begins the ids of several items, which it names.
 */
export async function resolveId(api: ItemsApi, given: string): Promise<string> {
  const prefix = given.trim().toLowerCase();
  if (!/^[0-9a-f-]+$/.test(prefix) || prefix.length > UUID_CHARACTERS) {
    throw usageError(`"${toPrintable(given)}" is not the id of an item, nor the beginning of one.`, [SHOW_LIST]);
  }
  if (prefix.length === UUID_CHARACTERS) return prefix;
  if (prefix.length < FEWEST_CHARACTERS) {
    const least = `give at least ${FEWEST_CHARACTERS} characters of the id`;
    throw usageError(`"${prefix}" is too short to tell an item by: ${least}.`, [SHOW_LIST]);
  }
  const found = (await api.list()).filter(({ id }) => id.startsWith(prefix));
  const [only] = found;
  if (only === undefined) throw noSuchItem(prefix);
  if (found.length > 1) throw ambiguous(prefix, found);
  return only.id;
}

const SHOW_LIST = { command: "todo-api items list", when: "you want to see the items and their ids" };

// The code and exit code of the API's own 404 for a whole id.
function noSuchItem(prefix: string): TodoApiError {
  return new TodoApiError("api-error", EXIT.api, `There is no item whose id begins with "${prefix}".`, {
    next: [SHOW_LIST],
    details: { status: 404 },
  });
}

function ambiguous(prefix: string, found: readonly Item[]): TodoApiError {
  const shown = found.slice(0, MOST_CANDIDATES);
  const lines = shown.map(({ id, title }) => `\n  ${id}  ${toPrintable(title)}`);
  const more = found.length > shown.length ? `\n  and ${found.length - shown.length} more` : "";
  const message = `"${prefix}" begins the ids of ${found.length} items; give more of the one that you mean:`;
  return new TodoApiError("ambiguous-id", EXIT.usage, `${message}${lines.join("")}${more}`, {
    details: { candidates: found.map(({ id, title }) => ({ id, title })) },
  });
}
