import type { Model } from "../api/model/model.ts";
import { toPrintable } from "../text/printable.ts";
import { cellText, type Item } from "./item.ts";

/** Formats items as tab-separated lines without a header: ID, the model's fields in order, creation time. */
export function renderItemLines(items: readonly Item[], model: Model): string {
  const names = ["id", ...Object.keys(model.fields), "createdAt"];
  return items.map((item) => `${names.map((name) => cellText(item[name])).join("\t")}\n`).join("");
}

/** Formats an item with one field per line: aligned on a terminal, with a tab after the name for other programs. */
export function renderItem(item: Item, { fields }: Model, isTTY: boolean): string {
  const names = ["id", ...Object.keys(fields), "version", "createdAt", "updatedAt", "expiresAt", "url"];
  const shown = names.filter((name) => item[name] !== undefined && item[name] !== null);
  if (!isTTY) return shown.map((name) => `${name}\t${cellText(item[name])}\n`).join("");
  const width = Math.max(...shown.map((name) => name.length)) + 2;
  const lines = shown.map((name) => `${name.padEnd(width)}${linesOf(item[name]).join(`\n${" ".repeat(width)}`)}\n`);
  return lines.join("");
}

function linesOf(value: unknown): readonly string[] {
  return typeof value === "string" ? value.split("\n").map(toPrintable) : [cellText(value)];
}
