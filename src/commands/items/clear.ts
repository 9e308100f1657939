import { stackLabel } from "../../aws/stack-name.ts";
import type { CommandContext } from "../../command-context.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import type { ItemsApi } from "../../items/items-api.ts";
import type { Model } from "../../model/model.ts";
import { type Confirmation, checkName } from "../confirm-destroy.ts";
import { openItemsApi } from "./open-items-api.ts";

/** More are not counted, only to ask. */
const MOST_COUNTED = 1_000;

/** `items clear`: deletes every item, if the user names the stack or says --yes. */
export async function clearItems(context: CommandContext, model: Model, given: Confirmation): Promise<number> {
  const { io, settings, signal } = context;
  const label = stackLabel(settings.stack);
  const api = openItemsApi(context);
  if (given.confirm !== undefined) checkName(given.confirm, label);
  else if (given.yes !== true) {
    if (settings.json || !io.stdin.isTTY || !io.stderr.isTTY) throw nobodyToAsk(label);
    const question = `This deletes ${await countText(api, model)} of ${label} for good. Type its name to go on: `;
    checkName(await io.stdin.ask(question, signal), label);
  }
  await clear(api, label);
  if (settings.json) io.stdout.write(`${JSON.stringify({ cleared: true })}\n`);
  else io.stderr.write("Deleted all items.\n");
  return EXIT.ok;
}

async function countText(api: ItemsApi, { labels }: Model): Promise<string> {
  const { items, hasMore } = await api.list({ limit: MOST_COUNTED });
  if (hasMore) return `more than ${MOST_COUNTED} ${labels.many}`;
  return items.length === 1 ? `the only ${labels.one}` : `all ${items.length} ${labels.many}`;
}

async function clear(api: ItemsApi, label: string): Promise<void> {
  try {
    await api.clear();
  } catch (error) {
    if (!(error instanceof TodoApiError && error.details["status"] === 405)) throw error;
    throw new TodoApiError(
      "clear-not-allowed",
      EXIT.api,
      `Clearing is off for ${label}, so that no slip deletes everything (the API answered 405): nothing was deleted.`,
      {
        details: error.details,
        next: [{ command: "todo-api deploy --allow-clear", when: "you want the API to take it" }],
      },
    );
  }
}

function nobodyToAsk(label: string): TodoApiError {
  return usageError("There is no terminal to ask on whether all items may be deleted.", [
    { command: `todo-api items clear --confirm ${label}`, when: "you mean this stack" },
    { command: "todo-api items clear --yes", when: "you mean whatever stack is named above" },
  ]);
}
