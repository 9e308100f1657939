import { flagOf } from "../../api/model/field-flag.ts";
import type { Model } from "../../api/model/model.ts";
import { EXIT, usageError } from "../../errors.ts";
import { parseVersion } from "../../items/item-options.ts";
import { parseFields } from "../../items/parse-fields.ts";
import { resolveId } from "../../items/resolve-ids.ts";
import type { CommandContext } from "../command-context.ts";
import { openItemsApi } from "./open-items-api.ts";
import { printSavedItem } from "./print-item.ts";

/**
 * `items update <id>`: changes the given fields of an item and prints its ID. With `--if-match`, fails unless the item
 * still has the given version.
 */
export async function updateItem(
  context: CommandContext,
  model: Model,
  id: string,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { ifMatch } = options;
  const version = typeof ifMatch === "string" ? parseVersion(ifMatch) : undefined;
  const changes = parseFields(model, options);
  if (Object.keys(changes).length === 0) {
    const flags = Object.keys(model.fields).map(flagOf);
    throw usageError(`nothing to change; give ${flags.length === 1 ? "" : "at least one of "}${flags.join(", ")}`);
  }
  const api = openItemsApi(context);
  printSavedItem(context, model, "Updated", await api.update(await resolveId(api, model, id), changes, version));
  return EXIT.ok;
}
