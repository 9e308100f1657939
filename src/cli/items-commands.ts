import type { Command } from "commander";
import type { Run } from "../cli.ts";

/** items and logs: what the deployed API holds, and what it does. */
export function addItemsCommands(program: Command, run: Run): void {
  const items = program
    .command("items")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Add, list, show, change and delete items through the deployed API.")
    .addHelpText("before", ITEMS_EXAMPLES);
  addWriting(items, run);
  addReading(items, run);

  program
    .command("logs")
    .description("Print what the functions and the API logged, in time order.")
    .addHelpText("before", LOGS_EXAMPLES)
    .option("-f, --follow", "go on as new lines arrive, until Ctrl-C, which is then the good end (exit code 0)")
    .option("--since <time>", "from when on: 30s, 10m, 2h, 1d, or a time such as 2026-01-31T09:00:00Z (default: 10m)")
    .action((options: { readonly follow?: boolean; readonly since?: string }, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/logs.ts")).logs(context, options), {
        endsWithCtrlC: options.follow === true,
      }),
    );
}

function addReading(items: Command, run: Run): void {
  items
    .command("list")
    .description("List the items, the oldest first.")
    .option("--limit <number>", "at most so many")
    .action((options: { readonly limit?: string }, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/items/list.ts")).listItems(context, options)),
    );

  items
    .command("get")
    .argument("<id>", "the item's id, or a beginning of it that no other has")
    .description("Show one item.")
    .action((id: string, _options: object, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/items/get.ts")).getItem(context, id)),
    );
}

function addWriting(items: Command, run: Run): void {
  items
    .command("add")
    .argument("<title...>", "what is to be done")
    .description("Add an item and print its id.")
    .option("--completed", "done already")
    .option("--order <number>", "its place among the items")
    .action((words: string[], options: { readonly completed?: boolean; readonly order?: string }, command: Command) =>
      run.stack(command, async (context) =>
        (await import("../commands/items/add.ts")).addItem(context, words, options),
      ),
    );

  items
    .command("update")
    .argument("<id>", "the item's id, or a beginning of it that no other has")
    .description("Change what is given of an item.")
    .option("--title <title>", "what is to be done")
    .option("--completed", "it is done")
    .option("--no-completed", "it is not done")
    .option("--order <number>", "its place among the items")
    .option("--no-order", "no place")
    .action((id: string, options: UpdateOptions, command: Command) =>
      run.stack(command, async (context) =>
        (await import("../commands/items/update.ts")).updateItem(context, id, options),
      ),
    );

  items
    .command("delete")
    .alias("rm")
    .argument("<id>", "the item's id, or a beginning of it that no other has")
    .description("Delete an item.")
    .action((id: string, _options: object, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/items/delete.ts")).deleteItem(context, id)),
    );
}

interface UpdateOptions {
  readonly title?: string;
  readonly completed?: boolean;
  readonly order?: string | false;
}

const ITEMS_EXAMPLES = `Examples:
  todo-api items add "Buy milk"
  todo-api items list
  todo-api items update 3f2a --completed
  todo-api items delete 3f2a
`;

const LOGS_EXAMPLES = `Examples:
  todo-api logs                      the last 10 minutes
  todo-api logs --since 2h
  todo-api logs --follow
`;
