import type { Model } from "../api/model/model.ts";
import { COMPLETED, headingField } from "../api/model/special-fields.ts";
import { displayWidth, padTo, truncate } from "../text/display-width.ts";
import { fitColumns } from "./fit-columns.ts";
import { cellText, type Item } from "./item.ts";
import { shortIds } from "./short-ids.ts";

interface ItemStyle {
  dim(text: string): string;
  green(text: string): string;
}

interface Column {
  readonly title: string;
  /** One cell per item. */
  readonly cells: readonly string[];
  readonly kind: "fixed" | "check" | "text" | "number";
}

const GAP = "  ";

/**
 * Formats items as a table that fits the terminal: short ID, check mark, the model's other columns, and expiry date.
 * Truncates text, and omits empty columns and columns that do not fit.
 */
export function renderItemTable(
  items: readonly Item[],
  model: Model,
  terminalColumns: number,
  style: ItemStyle,
): string {
  const all = [idColumn(items), ...fieldColumns(items, model), ...expiryColumn(items)];
  // Some terminals wrap a line that fills the whole width.
  const widths = fitColumns(
    all.map(({ title, cells, kind }) => ({ width: widest([title, ...cells]), canShrink: kind === "text" })),
    terminalColumns - 1,
    GAP.length,
  );
  const shown = all.slice(0, widths.length);
  const cellOf = ({ kind }: Column, text: string, index: number): string => {
    const width = widths[index] ?? 0;
    const cut = kind === "text" ? truncate(text, width) : text;
    if (kind === "number") return " ".repeat(Math.max(0, width - displayWidth(cut))) + cut;
    return index === shown.length - 1 ? cut : padTo(cut, width);
  };
  const header = shown.map((column, index) => style.dim(cellOf(column, column.title, index)));
  const rows = items.map((item, row) =>
    shown.map((column, index) => {
      const cell = cellOf(column, column.cells[row] ?? "", index);
      return item[COMPLETED] === true ? styleDone(column, cell, style) : cell;
    }),
  );
  return [header, ...rows].map((cells) => `${cells.join(GAP).trimEnd()}\n`).join("");
}

function styleDone({ kind }: Column, cell: string, { dim, green }: ItemStyle): string {
  if (kind === "check") return green(cell);
  return kind === "number" ? cell : dim(cell);
}

function idColumn(items: readonly Item[]): Column {
  return { title: "ID", cells: shortIds(items.map(({ id }) => id)), kind: "fixed" };
}

/** Puts the `completed` column first. Omits columns without values, except those for the heading and boolean fields. */
function fieldColumns(items: readonly Item[], model: Model): readonly Column[] {
  const heading = headingField(model);
  const names = model.columns.toSorted((one, other) => Number(other === COMPLETED) - Number(one === COMPLETED));
  return names.flatMap((name) => {
    const field = model.fields[name];
    if (field === undefined) return [];
    const isSwitch = field.type === "boolean";
    const cells = items.map((item) => (isSwitch ? (item[name] === true ? "✔" : "") : cellText(item[name])));
    const isEmpty = name !== heading && !isSwitch && cells.every((cell) => cell === "");
    const title = name === COMPLETED && isSwitch ? "DONE" : field.label.toUpperCase();
    const kind = isSwitch ? "check" : field.type === "string" ? "text" : "number";
    return isEmpty ? [] : [{ title, cells, kind } as const];
  });
}

/** Returns the column of expiry dates; empty if no item expires. */
function expiryColumn(items: readonly Item[]): readonly Column[] {
  const cells = items.map(({ expiresAt }) => cellText(expiresAt).slice(0, "2026-01-31".length));
  return cells.some((cell) => cell !== "") ? [{ title: "EXPIRES", cells, kind: "fixed" }] : [];
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}
