import type { Model } from "../../api/model/model.ts";
import { resolveIds } from "../../items/resolve-ids.ts";
import { toPrintable } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { forEachItem } from "./for-each-item.ts";
import { openItemsApi } from "./open-items-api.ts";

/** `items delete <id...>`: deletes items and prints their IDs; with `--json`, prints `{id, deleted}` for each. */
export async function deleteItems(context: CommandContext, model: Model, given: readonly string[]): Promise<number> {
  const api = openItemsApi(context);
  const ids = await resolveIds(api, model, given);
  return forEachItem<string>(context, ids, {
    async run(id) {
      await api.remove(id);
      return id;
    },
    describe: (id) => (ids.length === 1 ? "Deleted." : `Deleted ${toPrintable(id)}.`),
    toJson: (id) => ({ id, deleted: true }),
  });
}
