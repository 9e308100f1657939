import type { Model } from "../../api/model/model.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { Item } from "../../items/item.ts";
import { toPrintable } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { checkOutputFile, openOutputFile } from "../output-file.ts";
import { openItemsApi } from "./open-items-api.ts";

/** The options of `items export`. */
export interface ExportOptions {
  readonly format?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly excelSafe?: boolean;
}

/** The destination of exported lines. */
interface Sink {
  write(text: string): Promise<void>;
  /** Called when everything is written. */
  finish(): Promise<void>;
  /** Called at the end; after `finish`, it does nothing. */
  abandon(): Promise<void>;
}

/** `items export`: writes every item, oldest first, as lines of JSON or as CSV. */
export async function exportItems(context: CommandContext, model: Model, options: ExportOptions): Promise<number> {
  const { io, settings } = context;
  const isCsv = parseExportFormat(options) === "csv";
  const { output } = options;
  const isExcelSafe = options.excelSafe === true;
  if (isExcelSafe && !isCsv) throw usageError("--excel-safe requires CSV; add --format csv");
  const csv = isCsv ? await import("../../items/to-csv.ts") : undefined;
  const toText = (items: readonly Item[]) =>
    csv?.toCsv(items, model, { isExcelSafe }) ?? items.map((item) => `${JSON.stringify(item)}\n`).join("");
  const sink = output === undefined ? toStdout(context) : await toFile(io.cwd, output, options.force === true);
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
      `Wrote ${count} ${count === 1 ? "item" : "items"} of ${stackLabel(settings.stack)} to ${toPrintable(output)}.\n`,
    );
  return EXIT.ok;
}

function toStdout({ io }: CommandContext): Sink {
  return { write: async (text) => io.stdout.write(text), finish: async () => {}, abandon: async () => {} };
}

async function toFile(cwd: string, name: string, mayReplace: boolean): Promise<Sink> {
  return openOutputFile(
    await checkOutputFile(cwd, name, { mayReplace, advice: "choose another file, or use --force" }),
  );
}

function parseExportFormat({ format, output }: ExportOptions): "csv" | "ndjson" {
  if (format === "csv" || format === "ndjson") return format;
  if (format !== undefined) throw usageError(`--format must be ndjson or csv, not "${toPrintable(format)}"`);
  return output?.toLowerCase().endsWith(".csv") ? "csv" : "ndjson";
}
