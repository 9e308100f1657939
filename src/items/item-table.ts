import { displayWidth, padTo, truncate } from "../text/display-width.ts";
import { toPrintable } from "../text/printable.ts";
import type { Item } from "./item.ts";
import { shortIds } from "./short-ids.ts";

/** Marks texts for the terminal; without colour they stay as they are. */
export interface ItemStyle {
  dim(text: string): string;
  green(text: string): string;
}

/** The items as a table that fits a terminal: a short id, a tick, the title cut to what is left, the order where one has it. */
export function renderItemTable(items: readonly Item[], columns: number, style: ItemStyle): string {
  const ids = shortIds(items.map(({ id }) => id));
  const orders = items.map(({ order }) => (order === undefined ? "" : String(order)));
  const idWidth = widest(["ID", ...ids]);
  const orderWidth = orders.every((order) => order === "") ? 0 : widest(["ORDER", ...orders]);
  const room = roomForTitle(columns, idWidth, orderWidth);
  const titles = items.map(({ title }) => truncate(toPrintable(title), room));
  const titleWidth = orderWidth === 0 ? 0 : widest(["TITLE", ...titles]);
  const row = (...[id, done, title, order]: Row): Row => [
    padTo(id, idWidth),
    padTo(done, DONE_WIDTH),
    padTo(title, titleWidth),
    order.padStart(orderWidth),
  ];
  const header = row("ID", "DONE", "TITLE", orderWidth === 0 ? "" : "ORDER").map((cell) => style.dim(cell));
  const rows = items.map(({ completed }, index) => {
    const cells = row(ids[index] ?? "", completed ? "✔" : "", titles[index] ?? "", orders[index] ?? "");
    return completed ? mark(cells, style) : cells;
  });
  return [header, ...rows].map((cells) => `${cells.join(GAP).trimEnd()}\n`).join("");
}

type Row = readonly [id: string, done: string, title: string, order: string];

const GAP = "  ";
const DONE_WIDTH = 4;
const FEWEST_TITLE_COLUMNS = 10;

// One column stays free: some terminals wrap a line that is exactly full.
function roomForTitle(columns: number, idWidth: number, orderWidth: number): number {
  const taken = idWidth + DONE_WIDTH + 2 * GAP.length + (orderWidth === 0 ? 0 : orderWidth + GAP.length);
  return Math.max(FEWEST_TITLE_COLUMNS, columns - 1 - taken);
}

function mark([id, done, title, order]: Row, { dim, green }: ItemStyle): Row {
  return [dim(id), green(done), dim(title), order];
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}
