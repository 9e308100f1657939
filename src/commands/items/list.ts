import type { CommandContext } from "../../command-context.ts";
import { EXIT } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Item } from "../../items/item.ts";
import { renderItemLines } from "../../items/item-lines.ts";
import { parseLimit } from "../../items/item-options.ts";
import { renderItemTable } from "../../items/item-table.ts";
import { usesColour } from "../../report/colour.ts";
import { toPrintableJson } from "../../text/printable.ts";
import { openItemsApi } from "./open-items-api.ts";

/** The options of `items list`, as they were given. */
export interface ListOptions {
  readonly limit?: string;
}

/** `items list`: prints the items, the oldest first. */
export async function listItems(context: CommandContext, { limit }: ListOptions): Promise<number> {
  const { io, settings } = context;
  const most = limit === undefined ? undefined : parseLimit(limit);
  const items = await openItemsApi(context).list(most);
  if (settings.json) io.stdout.write(`${toPrintableJson(items, 2)}\n`);
  else await show(io, items);
  return EXIT.ok;
}

async function show({ stdout, stderr, env }: Io, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return stderr.write(`There are no items yet; todo-api items add "Buy milk" adds one.\n`);
  if (!stdout.isTTY) return stdout.write(renderItemLines(items));
  const { Chalk } = await import("chalk");
  stdout.write(renderItemTable(items, stdout.columns, new Chalk({ level: usesColour(stdout, env) ? 1 : 0 })));
}
