import type { Command } from "commander";
import { flagOf } from "../api/model/field-flag.ts";
import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/roles.ts";
import { withFields } from "./field-options.ts";
import { addItemsAdd } from "./items-add-command.ts";
import { addItemsBulkCommands } from "./items-bulk-commands.ts";
import type { Run } from "./parse-command-line.ts";

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
  addItemsAdd(items, run, model);
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

const ID = "the item's id, or a beginning of it that no other has: some ten characters, for ids begin with the time";
const IDS = "their ids, or beginnings of them: some ten characters, for ids begin with the time";

function addReading(items: Command, { run, model }: Own): void {
  const list = items
    .command("list")
    .alias("ls")
    .argument("[fields]", "with --json: the fields to print, such as id,title")
    .description("List the items, sorted as on the page: by order, then by creation time.")
    .addHelpText("before", LIST_EXAMPLES)
    .option("--limit <number>", "at most so many (default on a terminal: 100; elsewhere all)")
    .option("--all", "all of them")
    .option("--sort <field>", "by a field, such as createdAt:desc; several are separated by commas");
  withFields(list, model, "list").action((fields: string | undefined, options: Options, command: Command) =>
    run.model(
      command,
      async (context, known) => (await import("../commands/items/list.ts")).listItems(context, known, fields, options),
      { onlyReads: true },
    ),
  );

  items
    .command("get")
    .argument("<id>", ID)
    .argument("[fields]", "with --json: the fields to print, such as id,title")
    .description("Show one item.")
    .action((id: string, fields: string | undefined, _options: object, command: Command) =>
      run.model(
        command,
        async (context, known) => (await import("../commands/items/get.ts")).getItem(context, known, id, fields),
        { onlyReads: true },
      ),
    );
}

function addChanging(items: Command, { run, model }: Own): void {
  const update = items
    .command("update")
    .argument("<id>", ID)
    .description("Change what is given of an item, and print its id.")
    .addHelpText("before", updateExamples(model));
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
      .argument("<id...>", IDS)
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
    .argument("<id...>", IDS)
    .description("Delete items and print their ids.")
    .action((ids: string[], _options: object, command: Command) =>
      run.model(command, async (context, known) =>
        (await import("../commands/items/delete.ts")).deleteItems(context, known, ids),
      ),
    );
}

const ITEMS_EXAMPLES = `Examples:
  todo-api items add "Buy milk"
  todo-api items list
  todo-api items done 01a20525-5abb
  todo-api items delete 01a20525-5abb
`;

const LIST_EXAMPLES = `Examples:
  todo-api items list --sort createdAt:desc --limit 10
  todo-api items list --json id,createdAt
`;

/** Help is shown with the model known. */
function updateExamples(model: Model | undefined): string {
  const flag = model === undefined ? "--title" : flagOf(headingField(model));
  return `Examples:
  todo-api items update 01a20525-5abb ${flag} "Something else"
  todo-api items update 01a20525-5abb ${flag} "Something else" --if-match 1
`;
}
