import type { CommandContext } from "../../command-context.ts";
import { EXIT } from "../../errors.ts";
import { resolveId } from "../../items/resolve-id.ts";
import { toPrintableJson } from "../../text/printable.ts";
import { openItemsApi } from "./open-items-api.ts";

/** `items delete <id>`: deletes an item and prints its id; the API answers nothing, so `--json` says `{id, deleted}`. */
export async function deleteItem(context: CommandContext, given: string): Promise<number> {
  const { io, settings } = context;
  const api = openItemsApi(context);
  const id = await resolveId(api, given);
  await api.remove(id);
  if (!settings.json) io.stderr.write("Deleted.\n");
  io.stdout.write(settings.json ? `${toPrintableJson({ id, deleted: true }, 2)}\n` : `${id}\n`);
  return EXIT.ok;
}
