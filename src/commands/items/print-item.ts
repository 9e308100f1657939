import type { Model } from "../../api/model/model.ts";
import type { Settings } from "../../config/read-settings.ts";
import { headingOf, type Item } from "../../items/item.ts";
import { parseFieldNames } from "../../items/sort-items.ts";
import { toPrintable, toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { checkFields } from "./check-options.ts";

/** Prints the item's ID to stdout and a message to stderr; with `--json`, prints only the item. */
export function printSavedItem(
  { io, settings }: CommandContext,
  model: Model,
  done: "Added" | "Updated",
  item: Item,
): void {
  if (!settings.json) io.stderr.write(`${done} "${headingOf(item, model)}".\n`);
  io.stdout.write(settings.json ? `${toPrintableJson(item, 2)}\n` : `${toPrintable(item.id)}\n`);
}

/**
 * Returns a function that selects an item's fields for `--json`: all of them, or only the requested ones, with null for
 * a field that the item lacks.
 */
export function fieldPicker(settings: Settings, model: Model, fields: string | undefined): (item: Item) => object {
  if (fields === undefined) return (item) => item;
  checkFields(settings, fields);
  const names = parseFieldNames(fields, model);
  return (item) => Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}
