import type { Model } from "../../api/model/model.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import type { ItemsApi } from "../../items/items-api.ts";
import type { CommandContext } from "../command-context.ts";
import { type ConfirmationFlags, checkConfirmation, confirm, mustPrompt } from "../confirm.ts";
import { openItemsApi } from "./open-items-api.ts";

const MAX_COUNTED = 1_000;

/** `items clear`: deletes every item, after a confirmation. */
export async function clearItems(context: CommandContext, model: Model, given: ConfirmationFlags): Promise<number> {
  const { io, settings } = context;
  const label = stackLabel(settings.stack);
  const isStackProtected = given.confirm === undefined && given.yes === true && (await wasProtected(context));
  checkConfirmation(context, given, isStackProtected);
  const api = openItemsApi(context);
  const needsPrompt = mustPrompt(context, given, isStackProtected);
  const what = needsPrompt ? await countText(api, model) : `all ${model.labels.many}`;
  // Checked before the prompt, which is pointless if the API does not allow clearing.
  if (needsPrompt && !(await api.lookups.mayClear())) throw clearNotAllowed(label);
  const effect = `This permanently deletes ${what} in ${label}.`;
  await confirm(context, given, { effect, isStackProtected });
  await clear(api, label);
  if (settings.json) io.stdout.write(`${JSON.stringify({ cleared: true })}\n`);
  else io.stderr.write(`Deleted all ${model.labels.many}.\n`);
  return EXIT.ok;
}

/** Whether the last deploy, which may have run in another folder, protected the stack. */
async function wasProtected(context: CommandContext): Promise<boolean> {
  const { openSettings } = await import("../open-stack.ts");
  const { settings } = await openSettings(context, { requiresSettings: true });
  return settings.protect === true;
}

async function countText(api: ItemsApi, { labels }: Model): Promise<string> {
  const { items, hasMore } = await api.lookups.list({ limit: MAX_COUNTED });
  if (hasMore) return `more than ${MAX_COUNTED.toLocaleString("en")} ${labels.many}`;
  if (items.length === 0) return `all ${labels.many} (currently none)`;
  return items.length === 1 ? `the only ${labels.one}` : `all ${items.length.toLocaleString("en")} ${labels.many}`;
}

async function clear(api: ItemsApi, label: string): Promise<void> {
  try {
    await api.clear();
  } catch (error) {
    if (!(error instanceof TodoApiError && error.details["status"] === 405)) throw error;
    throw clearNotAllowed(label, error.details);
  }
}

function clearNotAllowed(label: string, details: TodoApiError["details"] = {}): TodoApiError {
  return new TodoApiError("clear-not-allowed", EXIT.api, `clearing is disabled for ${label}; nothing was deleted`, {
    details,
    next: [{ command: "todo-api deploy --allow-clear", comment: "allow clearing" }],
  });
}
