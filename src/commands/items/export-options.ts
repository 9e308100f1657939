import { usageError } from "../../errors.ts";
import { toPrintable } from "../../text/printable.ts";
import { checkOutputFile, type OutputFile, outputFile } from "../output-file.ts";

/** The options of `items export`. */
export interface ExportOptions {
  readonly json?: boolean;
  readonly format?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly excelSafe?: boolean;
}

/** Throws a usage error for options that would be invalid for any stack. */
export async function checkExportOptions(cwd: string, options: ExportOptions): Promise<void> {
  const isCsv = parseExportFormat(options) === "csv";
  if (!isCsv && options.excelSafe === true) throw usageError("--excel-safe requires CSV; use --format csv");
  if (isCsv && options.json === true && options.output === undefined)
    throw usageError("--json and --format csv cannot be combined without --output");
  const file = exportFile(cwd, options);
  if (file) await checkOutputFile(cwd, file);
}

/** The given format, else CSV for a file named `*.csv`, else NDJSON; throws a usage error for an unknown format. */
export function parseExportFormat({ format, output }: ExportOptions): "csv" | "ndjson" {
  if (format === "csv" || format === "ndjson") return format;
  if (format !== undefined) throw usageError(`--format must be ndjson or csv, not "${toPrintable(format)}"`);
  return output?.toLowerCase().endsWith(".csv") ? "csv" : "ndjson";
}

/** The file to write to, if one is given. */
export function exportFile(cwd: string, { output, force = false }: ExportOptions): OutputFile | undefined {
  const treatment = { mayReplace: force, advice: "choose another file, or use --force" };
  return output === undefined ? undefined : outputFile(cwd, output, treatment);
}
