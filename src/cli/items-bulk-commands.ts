import type { Command } from "commander";
import type { ExportOptions } from "../commands/items/export.ts";
import type { Run } from "./parse-command-line.ts";

/** items export and clear: all items at once. */
export function addItemsBulkCommands(items: Command, run: Run): void {
  items
    .command("export")
    .description("Write all items, as lines of JSON or as CSV, to standard output or to a file.")
    .addHelpText("before", EXPORT_EXAMPLES)
    .option("--format <format>", "ndjson or csv (default: what the file's name ends in, or ndjson)")
    .option("-o, --output <file>", "a new file, which appears when it is whole")
    .option("--force", "replace the file if there is one")
    .option("--excel-safe", "in CSV, put ' before text that a spreadsheet would run as a formula")
    .action((options: ExportOptions, command: Command) =>
      run.model(
        command,
        async (context, model) => (await import("../commands/items/export.ts")).exportItems(context, model, options),
        { onlyReads: options.output === undefined },
      ),
    );

  items
    .command("clear")
    .description("Delete all items, where the stage allows it. Asks for the stack's name.")
    .option("--confirm <name>", "the stack's name, in place of typing it")
    .option("-y, --yes", "do not ask (a protected stack must be named all the same)")
    .action((options: { readonly confirm?: string; readonly yes?: boolean }, command: Command) =>
      run.model(command, async (context, model) =>
        (await import("../commands/items/clear.ts")).clearItems(context, model, options),
      ),
    );
}

const EXPORT_EXAMPLES = `Examples:
  todo-api items export --output items.csv
  todo-api items export > items.ndjson
  todo-api items export --excel-safe --output for-excel.csv
`;
