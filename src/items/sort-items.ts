import type { Model } from "../api/model/model.ts";
import { usageError } from "../errors.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { toPrintable } from "../text/printable.ts";
import { type Item, SERVICE_FIELDS } from "./item.ts";

/** A field to sort by. */
export interface SortKey {
  readonly field: string;
  readonly isDescending: boolean;
}

/** Parses `--sort`: `title`, `order:desc`, or a comma-separated list. Throws a usage error for an unknown field. */
export function parseSort(text: string, model: Model): readonly SortKey[] {
  const known = knownFields(model);
  return splitSort(text).map((key) => ({ ...key, field: requireField(key.field, known, "--sort") }));
}

/** Parses `--sort` without checking whether items have the fields. */
export function splitSort(text: string): readonly SortKey[] {
  return text.split(",").map((part) => {
    const [field = "", direction = "asc", ...rest] = part.trim().split(":");
    if (rest.length === 0 && ["asc", "desc"].includes(direction)) return { field, isDescending: direction === "desc" };
    throw usageError(
      `--sort must be a field, or a field with :asc or :desc, such as createdAt:desc, not "${toPrintable(part)}"`,
    );
  });
}

/** Parses the field names in `--json`, and keeps their order; throws a usage error for an unknown field. */
export function parseFieldNames(text: string, model: Model): readonly string[] {
  const known = knownFields(model);
  return text.split(",").map((part) => requireField(part.trim(), known, "--json"));
}

/** Sorts by the first key, then the second, and so on. Items without the field come last; ties keep their order. */
export function sortItems(items: readonly Item[], keys: readonly SortKey[]): readonly Item[] {
  return items.toSorted((one, other) => {
    for (const { field, isDescending } of keys) {
      const [left, right] = [one[field], other[field]];
      const byPresence = (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0);
      const order = byPresence || (isDescending ? -1 : 1) * compare(left, right);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Sorts items by `order`, or by creation time in milliseconds if `order` is not set. Ties keep their order. */
export function sortByPosition(items: readonly Item[]): readonly Item[] {
  return items.toSorted((one, other) => positionOf(one) - positionOf(other) || 0);
}

/** Whether users can set the position of items. */
export function hasPositions({ fields }: Model): boolean {
  return fields["order"]?.type === "number";
}

function positionOf({ order, createdAt }: Item): number {
  return typeof order === "number" ? order : Date.parse(String(createdAt));
}

const collator = new Intl.Collator(undefined, { numeric: true });

function compare(left: unknown, right: unknown): number {
  if (typeof left === "string" && typeof right === "string") return collator.compare(left, right);
  return Number(left) - Number(right) || 0;
}

function knownFields({ fields }: Model): readonly string[] {
  return [...Object.keys(fields), ...SERVICE_FIELDS];
}

function requireField(name: string, known: readonly string[], flag: string): string {
  if (known.includes(name)) return name;
  throw usageError(
    `${flag}: unknown field "${toPrintable(name)}"${didYouMean(name, known)}; the fields are: ${known.join(", ")}`,
  );
}
