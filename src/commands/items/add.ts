import type { CommandContext } from "../../command-context.ts";
import { EXIT } from "../../errors.ts";
import { parseOrder } from "../../items/item-options.ts";
import { answerWithId } from "./answer-with-id.ts";
import { openItemsApi } from "./open-items-api.ts";

/** The options of `items add`, as they were given. */
export interface AddOptions {
  readonly completed?: boolean;
  readonly order?: string;
}

/** `items add <title...>`: adds an item and prints its id. */
export async function addItem(
  context: CommandContext,
  words: readonly string[],
  { completed, order }: AddOptions,
): Promise<number> {
  const item = {
    title: words.join(" "),
    ...(completed !== undefined && { completed }),
    ...(order !== undefined && { order: parseOrder(order) }),
  };
  answerWithId(context, "Added", await openItemsApi(context).add(item));
  return EXIT.ok;
}
