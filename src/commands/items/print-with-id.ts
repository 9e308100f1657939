import type { Model } from "../../api/model/model.ts";
import { headingOf, type Item } from "../../items/item.ts";
import { toPrintable, toPrintableJson } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";

/** Tells what was done: the item's id on stdout, for another program, and a sentence on stderr; under `--json` the item alone. */
export function printWithId(
  { io, settings }: CommandContext,
  model: Model,
  done: "Added" | "Updated",
  item: Item,
): void {
  if (!settings.json) io.stderr.write(`${done} "${headingOf(item, model)}".\n`);
  io.stdout.write(settings.json ? `${toPrintableJson(item, 2)}\n` : `${toPrintable(item.id)}\n`);
}
