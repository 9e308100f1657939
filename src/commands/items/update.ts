import type { CommandContext } from "../../command-context.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { ItemChanges } from "../../items/item.ts";
import { parseOrder } from "../../items/item-options.ts";
import { resolveId } from "../../items/resolve-id.ts";
import { answerWithId } from "./answer-with-id.ts";
import { openItemsApi } from "./open-items-api.ts";

/** The options of `items update`, as they were given; `order` is false for `--no-order`. */
export interface UpdateOptions {
  readonly title?: string;
  readonly completed?: boolean;
  readonly order?: string | false;
}

/** `items update <id>`: changes what is given of an item, and prints its id. */
export async function updateItem(context: CommandContext, id: string, options: UpdateOptions): Promise<number> {
  const changes = toChanges(options);
  const api = openItemsApi(context);
  answerWithId(context, "Updated", await api.update(await resolveId(api, id), changes));
  return EXIT.ok;
}

function toChanges({ title, completed, order }: UpdateOptions): ItemChanges {
  const changes = {
    ...(title !== undefined && { title }),
    ...(completed !== undefined && { completed }),
    ...(order !== undefined && { order: order === false ? null : parseOrder(order) }),
  };
  if (Object.keys(changes).length > 0) return changes;
  throw usageError("Nothing to change was given: use --title, --completed, --no-completed, --order or --no-order.");
}
