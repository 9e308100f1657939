import type { Model } from "../../api/model/model.ts";
import { EXIT } from "../../errors.ts";
import { renderItem } from "../../items/item-lines.ts";
import { resolveId } from "../../items/resolve-ids.ts";
import { toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { openItemsApi } from "./open-items-api.ts";
import { fieldPicker } from "./print-item.ts";

/** `items get <id>`: prints one item; with `--json`, prints all its fields or only the given ones. */
export async function getItem(
  context: CommandContext,
  model: Model,
  id: string,
  fields: string | undefined,
): Promise<number> {
  const { io, settings } = context;
  const pick = fieldPicker(settings, model, fields);
  const api = openItemsApi(context);
  const item = await api.get(await resolveId(api, model, id));
  io.stdout.write(settings.json ? `${toPrintableJson(pick(item), 2)}\n` : renderItem(item, model, io.stdout.isTTY));
  return EXIT.ok;
}
