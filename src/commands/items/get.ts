import type { CommandContext } from "../../command-context.ts";
import { EXIT } from "../../errors.ts";
import { renderItem } from "../../items/item-lines.ts";
import { resolveId } from "../../items/resolve-id.ts";
import { toPrintableJson } from "../../text/printable.ts";
import { openItemsApi } from "./open-items-api.ts";

/** `items get <id>`: prints one item whole. */
export async function getItem(context: CommandContext, id: string): Promise<number> {
  const { io, settings } = context;
  const api = openItemsApi(context);
  const item = await api.get(await resolveId(api, id));
  io.stdout.write(settings.json ? `${toPrintableJson(item, 2)}\n` : renderItem(item, io.stdout.isTTY));
  return EXIT.ok;
}
