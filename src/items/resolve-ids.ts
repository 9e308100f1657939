import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/special-fields.ts";
import { EXIT, TodoApiError, usageError } from "../errors.ts";
import { toPrintable } from "../text/printable.ts";
import { headingOf, type Item } from "./item.ts";
import type { ItemsApi } from "./items-api.ts";

/** A shorter prefix is too likely to match an item that the user did not mean. */
const MIN_CHARACTERS = 4;
const UUID_CHARACTERS = 36;
const MAX_CANDIDATES = 10;

/**
 * Resolves IDs and prefixes of IDs to IDs, without duplicates. Complete IDs are not looked up. Throws if a prefix is
 * too short or does not match exactly one item.
 */
export async function resolveIds(api: ItemsApi, model: Model, given: readonly string[]): Promise<readonly string[]> {
  const prefixes = given.map(parsePrefix);
  const isComplete = (prefix: string) => prefix.length === UUID_CHARACTERS;
  const { items } = prefixes.every(isComplete) ? { items: [] } : await api.lookups.list();
  return [...new Set(prefixes.map((prefix) => (isComplete(prefix) ? prefix : requireOne(prefix, items, model))))];
}

/** Resolves one ID or prefix, as `resolveIds` does. */
export async function resolveId(api: ItemsApi, model: Model, given: string): Promise<string> {
  const [id = ""] = await resolveIds(api, model, [given]);
  return id;
}

/** Parses an ID or a prefix of one; throws a usage error for any other text, and for a prefix that is too short. */
export function parsePrefix(given: string): string {
  const prefix = given.trim().toLowerCase();
  if (!/^[0-9a-f-]+$/.test(prefix) || prefix.length > UUID_CHARACTERS) {
    throw usageError(`"${toPrintable(given)}" is not an ID or a prefix of one`, [SHOW_LIST]);
  }
  if (prefix.length >= MIN_CHARACTERS) return prefix;
  throw usageError(`"${prefix}" is too short; give at least ${MIN_CHARACTERS} characters of the ID`, [SHOW_LIST]);
}

function requireOne(prefix: string, items: readonly Item[], model: Model): string {
  const found = items.filter(({ id }) => id.startsWith(prefix));
  const [first] = found;
  if (first === undefined) throw noSuchItem(prefix);
  if (found.length > 1) throw ambiguous(prefix, found, model);
  return first.id;
}

const SHOW_LIST = { command: "todo-api items list", comment: "list the items and their IDs" };

/** Returns an error with the code, exit code and status of the error for a complete ID that the API does not find. */
function noSuchItem(prefix: string): TodoApiError {
  return new TodoApiError("api-error", EXIT.api, `no item has an ID that begins with "${prefix}"`, {
    next: [SHOW_LIST],
    details: { status: 404 },
  });
}

function ambiguous(prefix: string, found: readonly Item[], model: Model): TodoApiError {
  const heading = headingField(model);
  const shown = found.slice(0, MAX_CANDIDATES);
  const lines = shown.map((item) => `\n  ${item.id}  ${headingOf(item, model)}`);
  const more = found.length > shown.length ? `\n  and ${found.length - shown.length} more` : "";
  const message = `"${prefix}" matches ${found.length} items; give more characters:`;
  return new TodoApiError("ambiguous-id", EXIT.usage, `${message}${lines.join("")}${more}`, {
    details: { candidates: found.map((item) => ({ id: item.id, [heading]: item[heading] })) },
  });
}
