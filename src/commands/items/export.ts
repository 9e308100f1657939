import type { Model } from "../../api/model/model.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { EXIT } from "../../errors.ts";
import type { Item } from "../../items/item.ts";
import { countText } from "../../text/count-text.ts";
import { toPrintable } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { openOutputFile } from "../output-file.ts";
import { type ExportOptions, exportFile, parseExportFormat } from "./export-options.ts";
import { openItemsApi } from "./open-items-api.ts";

interface Sink {
  write(text: string): Promise<void>;
  finish(): Promise<void>;
  /** Always called last. Deletes the temporary file, if there is one. */
  abandon(): Promise<void>;
}

/** `items export`: writes every item, oldest first, as lines of JSON or as CSV. */
export async function exportItems(context: CommandContext, model: Model, options: ExportOptions): Promise<number> {
  const { io, settings } = context;
  const isCsv = parseExportFormat(options) === "csv";
  const { output } = options;
  const isExcelSafe = options.excelSafe === true;
  const csv = isCsv ? await import("../../items/to-csv.ts") : undefined;
  const toText = (items: readonly Item[]) =>
    csv?.toCsv(items, model, { isExcelSafe }) ?? items.map((item) => `${JSON.stringify(item)}\n`).join("");
  const file = exportFile(io.cwd, options);
  const sink: Sink = file ? await openOutputFile(file) : toStdout(context);
  let count = 0;
  try {
    if (csv) await sink.write(csv.csvHeader(model));
    for await (const { items } of openItemsApi(context).pages()) {
      await sink.write(toText(items));
      count += items.length;
    }
    await sink.finish();
  } finally {
    await sink.abandon();
  }
  if (output === undefined) return EXIT.ok;
  if (settings.json) io.stdout.write(`${JSON.stringify({ items: count, file: output })}\n`);
  else
    io.stderr.write(
      `Wrote ${countText(count, "item")} from ${stackLabel(settings.stack)} to ${toPrintable(output)}.\n`,
    );
  return EXIT.ok;
}

function toStdout({ io }: CommandContext): Sink {
  return { write: async (text) => io.stdout.write(text), finish: async () => {}, abandon: async () => {} };
}
