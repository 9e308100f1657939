import type { Command } from "commander";
import { flagOf } from "../api/model/field-flag.ts";
import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/special-fields.ts";
import { addFieldOptions } from "./field-options.ts";
import { addItemsAdd } from "./items-add-command.ts";
import { addItemsBulkCommands } from "./items-bulk-commands.ts";
import type { Run } from "./run.ts";

/** Declares the items commands; `add`, `update` and `list` have options for fields of the model. */
export function addItemsCommands(program: Command, run: Run, model: Model | undefined): void {
  const items = program
    .command("items")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Add, list, show, update and delete items through the deployed API.")
    .addHelpText("before", ITEMS_EXAMPLES);
  addItemsAdd(items, run, model);
  addReadCommands(items, run, model);
  addUpdateCommands(items, run, model);
  addDeleteCommand(items, run);
  addItemsBulkCommands(items, run);
}

type Options = Readonly<Record<string, unknown>>;

const ID = "item ID or unique prefix, usually about ten characters";
const IDS = "item IDs or unique prefixes, usually about ten characters";

function addReadCommands(items: Command, run: Run, model: Model | undefined): void {
  const list = items
    .command("list")
    .alias("ls")
    .argument("[fields]", "with --json: the fields to print, such as id,title")
    .description("List the items, sorted by the order field or, for items without it, by creation time.")
    .addHelpText("before", LIST_EXAMPLES)
    .option("--limit <number>", "maximum number of items (default: 100 on a terminal, otherwise all)")
    .option("--all", "list all items")
    .option("--sort <field>", "sort by a field, such as createdAt:desc; separate multiple fields with commas");
  addFieldOptions(list, model, "list").action((fields: string | undefined, options: Options, command: Command) =>
    run.model(
      command,
      async (context, known) => (await import("../commands/items/list.ts")).listItems(context, known, fields, options),
      {
        checkOptions: async () => (await import("../commands/items/check-options.ts")).checkListOptions(options),
        async check({ settings }) {
          if (!looksLikeOption(fields))
            (await import("../commands/items/check-options.ts")).checkFields(settings, fields);
        },
        onlyReads: true,
      },
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
        {
          async check({ settings }) {
            (await import("../commands/items/check-options.ts")).checkFields(settings, fields);
            await checkIds([id]);
          },
          onlyReads: true,
        },
      ),
    );
}

function addUpdateCommands(items: Command, run: Run, model: Model | undefined): void {
  const update = items
    .command("update")
    .argument("<id>", ID)
    .description("Change the given fields of an item and print its ID.")
    .addHelpText("before", updateExamples(model));
  addFieldOptions(update, model, "update")
    .option("--if-match <version>", "update the item only if it still has this version")
    .action((id: string, options: Options, command: Command) =>
      run.model(
        command,
        async (context, known) => (await import("../commands/items/update.ts")).updateItem(context, known, id, options),
        {
          checkOptions: async () => (await import("../commands/items/check-options.ts")).checkUpdateOptions(options),
          check: () => checkIds(looksLikeOption(id) ? [] : [id]),
        },
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
        run.model(
          command,
          async (context, known) => (await import("../commands/items/done.ts")).setDone(context, known, ids, isDone),
          { check: () => checkIds(ids) },
        ),
      );
}

function addDeleteCommand(items: Command, run: Run): void {
  items
    .command("delete")
    .alias("rm")
    .argument("<id...>", IDS)
    .description("Delete items and print their IDs.")
    .action((ids: string[], _options: object, command: Command) =>
      run.model(
        command,
        async (context, known) => (await import("../commands/items/delete.ts")).deleteItems(context, known, ids),
        { check: () => checkIds(ids) },
      ),
    );
}

/** Whether an argument looks like an option: until the model is known, options for fields are parsed as arguments. */
function looksLikeOption(argument: string | undefined): boolean {
  return argument?.startsWith("-") ?? false;
}

async function checkIds(ids: readonly string[]): Promise<void> {
  (await import("../commands/items/check-options.ts")).checkIds(ids);
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

function updateExamples(model: Model | undefined): string {
  const flag = model === undefined ? "--title" : flagOf(headingField(model));
  return `Examples:
  todo-api items update 01a20525-5abb ${flag} "Something else"
  todo-api items update 01a20525-5abb ${flag} "Something else" --if-match 1
`;
}
