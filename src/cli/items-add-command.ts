import type { AddHelpTextContext, Command } from "commander";
import { exampleAddCommand } from "../api/model/example-add-command.ts";
import type { Model } from "../api/model/model.ts";
import { usageError } from "../errors.ts";
import { addFieldOptions } from "./field-options.ts";
import type { ModelAction, Run } from "./run.ts";

/** Declares `items add`. */
export function addItemsAdd(items: Command, run: Run, model: Model | undefined): void {
  const add = items
    .command("add")
    .argument("[words...]", "the heading of the item, such as its title, or - to read standard input")
    .description("Add an item and print its ID, or add many from standard input (-).")
    .addHelpText("before", examplesOfAdd(model))
    .addHelpText("after", notesOfAdd);
  addFieldOptions(add, model, "add")
    .option("--format <format>", "format of standard input: lines, ndjson, json or csv (default: detected)")
    .option("--failed <file>", "new file for the rows that are not added (default: .todo-api/failed-<input ID>.*)")
    .option("--again", "also add items that were already added by an earlier run with the same input")
    .option("--input-id <id>", "ID of the original input, as printed by the run that failed")
    .action((words: string[], options: Readonly<Record<string, unknown>>, command: Command) => {
      // Before the model is known, the words include the options for its fields.
      if (command.args.length === 0 && model === undefined) throw nothingToAdd();
      const action: ModelAction = async (context, fields) =>
        (await import("../commands/items/add.ts")).addItems(context, fields, words, options);
      return run.model(command, action, {
        checkOptions: async () =>
          (await import("../commands/items/input-options.ts")).checkInputOptions(words, options),
        continues: words.includes("-"),
      });
    });
}

function nothingToAdd(): Error {
  return usageError("nothing to add; specify the text of the item, field options, or - for standard input", [
    { command: "todo-api items add --help", comment: "see all options" },
  ]);
}

function examplesOfAdd(model: Model | undefined): string {
  return `Examples:
  ${model === undefined ? "todo-api items add Buy milk" : exampleAddCommand(model)}
  todo-api items add - < list.txt        # one item per line
  todo-api items add - < items.csv       # the header names the fields
`;
}

/** The notes, wrapped to the width of the help above them. */
function notesOfAdd({ command, error }: AddHelpTextContext): string {
  const { getOutHelpWidth, getErrHelpWidth } = command.configureOutput();
  return command.createHelp().boxWrap(ADD_NOTES, (error ? getErrHelpWidth : getOutHelpWidth)?.() ?? 80);
}

const ADD_NOTES = [
  "",
  "The field options above come from the model that was last deployed from this folder. With -, they apply to every item that does not set the field itself.",
  "",
  'Standard input is text (one item per line), CSV with a header, JSON objects, or a JSON array, as "items list --json" and "items export" print them. Input that begins with { or [ is read as JSON. Input whose first line is a sep= line, or a CSV header with the name or label of a field, is read as CSV. To read either as text, use --format lines. All input is parsed before anything is sent: if a row cannot be read or lacks a required field, nothing is added. The API checks lengths and limits.',
  "",
  "Items are sent one at a time, to keep the order of the input. A request is retried if the API is busy or the connection breaks. Within 24 hours, adding the same input again (the same items in the same order) adds only the items that are missing, including items that were deleted in the meantime. An identical item in another input is added as a new item. Rows that are not added are written to a file, and todo-api prints the command that adds them.",
].join("\n");
