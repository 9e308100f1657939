import { exampleAddCommand } from "../../api/model/example-add-command.ts";
import type { Model } from "../../api/model/model.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import { EXIT, type Next } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Item } from "../../items/item.ts";
import { renderItemLines } from "../../items/item-lines.ts";
import { parseLimit } from "../../items/item-options.ts";
import { renderItemTable } from "../../items/item-table.ts";
import type { ItemList, ItemsApi } from "../../items/items-api.ts";
import { hasPositions, parseSort, type SortKey, sortByPosition, sortItems } from "../../items/sort-items.ts";
import { usesColor } from "../../report/color.ts";
import { nextText } from "../../report/report-error.ts";
import { toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { openItemsApi } from "./open-items-api.ts";
import { fieldPicker } from "./print-item.ts";

/** The number of items to show on a terminal by default; all other output contains every item. */
const DEFAULT_LIMIT = 100;

type Options = Readonly<Record<string, unknown>>;

interface Selection {
  readonly limit: number | undefined;
  readonly where: Readonly<Record<string, boolean>>;
  readonly sort: readonly SortKey[];
}

/** `items list`: prints the items in the same order as the web page, or sorted by --sort. */
export async function listItems(
  context: CommandContext,
  model: Model,
  fields: string | undefined,
  options: Options,
): Promise<number> {
  const { io, settings } = context;
  const pick = fieldPicker(settings, model, fields);
  const selection = toSelection(context, model, options);
  const { items, hasMore } = await select(openItemsApi(context), selection, model);
  if (settings.json) io.stdout.write(`${toPrintableJson(items.map(pick), 2)}\n`);
  else if (items.length === 0) io.stderr.write(noneText(context, model, selection));
  else await show(io, items, model);
  if (hasMore && !settings.json && options["limit"] === undefined)
    io.stderr.write(`Showing the first ${items.length} items; use --all to list all of them.\n`);
  return EXIT.ok;
}

function toSelection({ io, settings }: CommandContext, model: Model, options: Options): Selection {
  const { limit, all, sort } = options;
  const fallback = all === true || settings.json || !io.stdout.isTTY ? undefined : DEFAULT_LIMIT;
  const booleanFields = Object.keys(model.fields).filter((name) => model.fields[name]?.type === "boolean");
  return {
    limit: typeof limit === "string" ? parseLimit(limit) : fallback,
    where: Object.fromEntries(
      booleanFields.flatMap((name) => {
        const value = options[name];
        return typeof value === "boolean" ? [[name, value]] : [];
      }),
    ),
    sort: typeof sort === "string" ? parseSort(sort, model) : [],
  };
}

/** The API sorts by creation time; for any other order, all items must be read. */
async function select(api: ItemsApi, { limit, where, sort }: Selection, model: Model): Promise<ItemList> {
  if (sort.length === 0 && !hasPositions(model)) return api.list({ where, ...(limit !== undefined && { limit }) });
  const { items } = await api.list({ where });
  const sorted = sort.length === 0 ? sortByPosition(items) : sortItems(items, sort);
  return { items: sorted.slice(0, limit), hasMore: limit !== undefined && sorted.length > limit };
}

function noneText({ settings }: CommandContext, model: Model, { where }: Selection): string {
  if (Object.keys(where).length > 0) return "No items match.\n";
  const add: Next = { command: exampleAddCommand(model), comment: "add an item" };
  return `No items.\n${nextText(hintsWithTarget([add], settings))}`;
}

async function show({ stdout, env }: Io, items: readonly Item[], model: Model): Promise<void> {
  if (!stdout.isTTY) return stdout.write(renderItemLines(items, model));
  const { Chalk } = await import("chalk");
  const style = new Chalk({ level: usesColor(stdout, env) ? 1 : 0 });
  stdout.write(renderItemTable(items, model, stdout.columns, style));
}
