import { usageError } from "../../errors.ts";
import { parseLimit, parseVersion } from "../../items/item-options.ts";
import { parsePrefix } from "../../items/resolve-ids.ts";
import { splitSort } from "../../items/sort-items.ts";
import { toPrintable } from "../../text/printable.ts";

type Options = Readonly<Record<string, unknown>>;

/** Throws a usage error for options of `items list` that would be invalid for any model. */
export function checkListOptions({ limit, all, sort }: Options): void {
  if (limit !== undefined && all === true) throw usageError("--limit and --all cannot be combined");
  if (typeof limit === "string") parseLimit(limit);
  if (typeof sort === "string") splitSort(sort);
}

/** Throws a usage error for field names without `--json`. */
export function checkFields({ json }: { readonly json: boolean }, fields: string | undefined): void {
  if (fields !== undefined && !json)
    throw usageError(`unexpected argument "${toPrintable(fields)}"; field names require --json`);
}

/** Throws a usage error for options of `items update` that would be invalid for any model. */
export function checkUpdateOptions({ ifMatch }: Options): void {
  if (typeof ifMatch === "string") parseVersion(ifMatch);
}

/** Throws a usage error for text that is not an ID or a long enough prefix of one. */
export function checkIds(ids: readonly string[]): void {
  ids.forEach(parsePrefix);
}
