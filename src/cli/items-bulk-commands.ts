import type { Command } from "commander";
import type { ExportOptions } from "../commands/items/export-options.ts";
import type { Run } from "./run.ts";

/** Declares `items export` and `items clear`. */
export function addItemsBulkCommands(items: Command, run: Run): void {
  items
    .command("export")
    .description("Write all items as JSON lines or CSV to standard output or a file.")
    .addHelpText("before", EXPORT_EXAMPLES)
    .option("--format <format>", "ndjson or csv (default: from the file name, otherwise ndjson)")
    .option("-o, --output <file>", "file to create; it appears only when the export is complete")
    .option("--force", "replace an existing file")
    .option("--excel-safe", "in CSV, put ' before text that a spreadsheet would evaluate as a formula")
    .action((options: ExportOptions, command: Command) =>
      run.model(
        command,
        async (context, model) => (await import("../commands/items/export.ts")).exportItems(context, model, options),
        {
          checkOptions: async ({ cwd }) =>
            (await import("../commands/items/export-options.ts")).checkExportOptions(
              cwd,
              command.optsWithGlobals<ExportOptions>(),
            ),
          onlyReads: options.output === undefined,
        },
      ),
    );

  items
    .command("clear")
    .description(
      "Delete all items after a prompt. Requires a stack deployed with --allow-clear (the default for the dev stage).",
    )
    .option("--confirm <name>", "confirm with the name of the stack instead of the prompt")
    .option("-y, --yes", "skip the prompt (a protected stack still requires --confirm)")
    .action((options: { readonly confirm?: string; readonly yes?: boolean }, command: Command) =>
      run.model(
        command,
        async (context, model) => (await import("../commands/items/clear.ts")).clearItems(context, model, options),
        {
          check: async (context) => (await import("../commands/confirm.ts")).checkConfirmation(context, options),
        },
      ),
    );
}

const EXPORT_EXAMPLES = `Examples:
  todo-api items export --output items.csv
  todo-api items export > items.ndjson
  todo-api items export --excel-safe --output for-excel.csv
`;
