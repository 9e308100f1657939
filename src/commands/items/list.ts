import { addExample } from "../../api/model/add-example.ts";
import type { Model } from "../../api/model/model.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import type { Item } from "../../items/item.ts";
import { renderItemLines } from "../../items/item-lines.ts";
import { parseLimit } from "../../items/item-options.ts";
import { renderItemTable } from "../../items/item-table.ts";
import type { ItemList, ItemsApi } from "../../items/items-api.ts";
import { hasPlaces, parseSort, type SortKey, sortByPlace, sortItems } from "../../items/sort-items.ts";
import { usesColour } from "../../report/color.ts";
import { toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { openItemsApi } from "./open-items-api.ts";
import { fieldPicker } from "./pick-fields.ts";

/** More on a terminal scroll away unread. */
const USUAL_LIMIT = 100;

type Options = Readonly<Record<string, unknown>>;

/** What `items list` was asked for. */
interface Question {
  readonly limit: number | undefined;
  readonly where: Readonly<Record<string, boolean>>;
  readonly sort: readonly SortKey[];
}

/** `items list`: prints the items as the page sorts them, or by --sort. */
export async function listItems(
  context: CommandContext,
  model: Model,
  fields: string | undefined,
  options: Options,
): Promise<number> {
  const { io, settings } = context;
  const pick = fieldPicker(settings, model, fields);
  const question = toQuestion(context, model, options);
  const { items, hasMore } = await ask(openItemsApi(context), question, model);
  if (settings.json) io.stdout.write(`${toPrintableJson(items.map(pick), 2)}\n`);
  else await show(io, items, model, Object.keys(question.where).length > 0);
  if (hasMore && !settings.json && options["limit"] === undefined)
    io.stderr.write(`There are more than these ${items.length}; --all shows them.\n`);
  return EXIT.ok;
}

function toQuestion({ io, settings }: CommandContext, model: Model, options: Options): Question {
  const { limit, all, sort } = options;
  if (limit !== undefined && all === true) throw usageError("--limit and --all contradict each other; give one.");
  const usual = all === true || settings.json || !io.stdout.isTTY ? undefined : USUAL_LIMIT;
  const switches = Object.keys(model.fields).filter((name) => model.fields[name]?.type === "boolean");
  return {
    limit: typeof limit === "string" ? parseLimit(limit) : usual,
    where: Object.fromEntries(
      switches.flatMap((name) => {
        const value = options[name];
        return typeof value === "boolean" ? [[name, value]] : [];
      }),
    ),
    sort: typeof sort === "string" ? parseSort(sort, model) : [],
  };
}

/** The API lists by creation; what comes first in another order is known only when all items are there. */
async function ask(api: ItemsApi, { limit, where, sort }: Question, model: Model): Promise<ItemList> {
  if (sort.length === 0 && !hasPlaces(model)) return api.list({ where, ...(limit !== undefined && { limit }) });
  const { items } = await api.list({ where });
  const sorted = sort.length === 0 ? sortByPlace(items) : sortItems(items, sort);
  return { items: sorted.slice(0, limit), hasMore: limit !== undefined && sorted.length > limit };
}

async function show(io: Io, items: readonly Item[], model: Model, isFiltered: boolean): Promise<void> {
  const { stdout, stderr, env } = io;
  if (items.length === 0)
    return stderr.write(isFiltered ? "No items match.\n" : `There are no items yet; ${addExample(model)} adds one.\n`);
  if (!stdout.isTTY) return stdout.write(renderItemLines(items, model));
  const { Chalk } = await import("chalk");
  const style = new Chalk({ level: usesColour(stdout, env) ? 1 : 0 });
  stdout.write(renderItemTable(items, model, stdout.columns, style));
}
