import type { Command } from "commander";
import type { ModelAction, Run } from "../cli.ts";
import { usageError } from "../errors.ts";
import type { Model } from "../model/model.ts";
import { addFieldOptions, type FieldUse } from "./field-options.ts";
import { addItemsBulkCommands } from "./items-bulk-commands.ts";

/**
 * items: what the deployed API holds. The options of `add`, `update` and `list` are the fields of its model; as long as that is not known, any option
 * is taken, and the command line is read again when it is.
 */
export function addItemsCommands(program: Command, run: Run, model: Model | undefined): void {
  const items = program
    .command("items")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Add, list, show, change and delete items through the deployed API.")
    .addHelpText("before", ITEMS_EXAMPLES);
  const own: Own = { run, model };
  addAdding(items, own);
  addReading(items, own);
  addChanging(items, own);
  addDeleting(items, own);
  addItemsBulkCommands(items, run);
}

interface Own {
  readonly run: Run;
  readonly model: Model | undefined;
}

type Options = Readonly<Record<string, unknown>>;

const ID = "the item's id, or a beginning of it that no other has";

function addAdding(items: Command, { run, model }: Own): void {
  const add = items
    .command("add")
    .argument("[words...]", "what names it; or - for many from standard input")
    .description("Add an item and print its id; or many, each once however often it is run.")
    .addHelpText("before", ADD_EXAMPLES)
    .addHelpText("after", ADD_NOTES);
  withFields(add, model, "add")
    .option("--format <format>", "of standard input: lines, ndjson, json or csv (default: what it looks like)")
    .option("--failed <file>", "where to write what could not be added (default: .todo-api/failed.*)")
    .option("--again", "add what an earlier run of the same input added, too")
    .action((words: string[], options: Options, command: Command) => {
      // At the first reading, the options of fields are among them.
      if (command.args.length === 0 && model === undefined) throw nothingToAdd();
      const action: ModelAction = async (context, fields) =>
        (await import("../commands/items/add.ts")).addItems(context, fields, words, options);
      return run.model(command, action, { continues: words.includes("-") });
    });
}

function nothingToAdd(): Error {
  return usageError("What to add is missing: give words, options, or - for standard input.", [
    { command: "todo-api items add --help", when: "you want to see which options there are" },
  ]);
}

function addReading(items: Command, { run, model }: Own): void {
  const list = items
    .command("list")
    .argument("[fields]", "with --json: the fields to print, such as id,title")
    .description("List the items, the oldest first.")
    .addHelpText("before", LIST_EXAMPLES)
    .option("--limit <number>", "at most so many (default on a terminal: 100; elsewhere all)")
    .option("--all", "all of them")
    .option("--sort <field>", "by a field, such as createdAt:desc; several are separated by commas");
  withFields(list, model, "list").action((fields: string | undefined, options: Options, command: Command) =>
    run.model(command, async (context, known) =>
      (await import("../commands/items/list.ts")).listItems(context, known, fields, options),
    ),
  );

  items
    .command("get")
    .argument("<id>", ID)
    .argument("[fields]", "with --json: the fields to print, such as id,title")
    .description("Show one item.")
    .action((id: string, fields: string | undefined, _options: object, command: Command) =>
      run.model(command, async (context, known) =>
        (await import("../commands/items/get.ts")).getItem(context, known, id, fields),
      ),
    );
}

function addChanging(items: Command, { run, model }: Own): void {
  const update = items
    .command("update")
    .argument("<id>", ID)
    .description("Change what is given of an item, and print its id.")
    .addHelpText("before", UPDATE_EXAMPLES);
  withFields(update, model, "update")
    .option("--if-match <version>", "only if it still has this version")
    .action((id: string, options: Options, command: Command) =>
      run.model(command, async (context, known) =>
        (await import("../commands/items/update.ts")).updateItem(context, known, id, options),
      ),
    );

  for (const [name, isDone] of [
    ["done", true],
    ["undone", false],
  ] as const)
    items
      .command(name)
      .argument("<id...>", "their ids, or beginnings of them")
      .description(isDone ? "Mark items as completed." : "Mark items as not completed.")
      .action((ids: string[], _options: object, command: Command) =>
        run.model(command, async (context, known) =>
          (await import("../commands/items/done.ts")).setDone(context, known, ids, isDone),
        ),
      );
}

function addDeleting(items: Command, { run }: Own): void {
  items
    .command("delete")
    .alias("rm")
    .argument("<id...>", "their ids, or beginnings of them")
    .description("Delete items and print their ids.")
    .action((ids: string[], _options: object, command: Command) =>
      run.model(command, async (context, known) =>
        (await import("../commands/items/delete.ts")).deleteItems(context, known, ids),
      ),
    );
}

function withFields(command: Command, model: Model | undefined, use: FieldUse): Command {
  if (model === undefined) return command.allowUnknownOption().allowExcessArguments();
  addFieldOptions(command, model, use);
  return command;
}

const ITEMS_EXAMPLES = `Examples:
  todo-api items add "Buy milk"
  todo-api items list
  todo-api items done 3f2a
  todo-api items delete 3f2a
`;

const ADD_EXAMPLES = `Examples:
  todo-api items add Buy milk
  todo-api items add - < list.txt              an item a line
  todo-api items add - < customers.csv         the first line names the fields
`;

const ADD_NOTES = `
The options for fields are those of the model that is deployed from this folder. Given together with -, they hold for
every item that says nothing else.

From standard input comes text (an item a line), CSV with a header, lines of JSON objects, or a JSON array, as "items
list --json" and "items export" write them. It is read whole before anything is sent: if any of it cannot be read, nothing is
added. Eight are sent at a time, and sent again when the API is busy or a connection breaks. Each has a key made of its
content, by which the API knows it again for 24 hours: run the same input again after a failure or Ctrl-C, and what was
added is not added twice, unless it was deleted since. What failed is written to a file that "items add -" takes.
`;

const LIST_EXAMPLES = `Examples:
  todo-api items list --sort createdAt:desc --limit 10
  todo-api items list --json id,createdAt
`;

const UPDATE_EXAMPLES = `Examples:
  todo-api items update 3f2a --title "Buy oat milk"
  todo-api items update 3f2a --title "Buy oat milk" --if-match 1
`;
