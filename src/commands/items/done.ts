import type { Model } from "../../api/model/model.ts";
import { COMPLETED, hasCompleted } from "../../api/model/special-fields.ts";
import { usageError } from "../../errors.ts";
import { headingOf, type Item } from "../../items/item.ts";
import { resolveIds } from "../../items/resolve-ids.ts";
import type { CommandContext } from "../command-context.ts";
import { forEachItem } from "./for-each-item.ts";
import { openItemsApi } from "./open-items-api.ts";

/** `items done <id...>` and `undone`: marks items as done or not done, and prints their IDs. */
export async function setDone(
  context: CommandContext,
  model: Model,
  given: readonly string[],
  isDone: boolean,
): Promise<number> {
  if (!hasCompleted(model)) {
    const why = `the model ${JSON.stringify(model.name)} has no boolean field ${JSON.stringify(COMPLETED)}`;
    throw usageError(`items of this stack cannot be marked as completed: ${why}`);
  }
  const api = openItemsApi(context);
  const ids = await resolveIds(api, model, given);
  return forEachItem<Item>(context, ids, {
    run: (id) => api.update(id, { [COMPLETED]: isDone }),
    describe: (item) => `${isDone ? "Done" : "Not done"}: "${headingOf(item, model)}".`,
    toJson: (item) => item,
  });
}
