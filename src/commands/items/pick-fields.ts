import type { Model } from "../../api/model/model.ts";
import type { Settings } from "../../config/read-settings.ts";
import { usageError } from "../../errors.ts";
import type { Item } from "../../items/item.ts";
import { parseFieldNames } from "../../items/sort-items.ts";
import { toPrintable } from "../../text/printable.ts";

/** Makes of an item what `--json` prints: the whole, or the fields that are named after it, null where the item has none. */
export function fieldPicker({ json }: Settings, model: Model, fields: string | undefined): (item: Item) => object {
  if (fields === undefined) return (item) => item;
  if (!json) throw usageError(`"${toPrintable(fields)}" is one word too many; fields are named together with --json.`);
  const names = parseFieldNames(fields, model);
  return (item) => Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
}
