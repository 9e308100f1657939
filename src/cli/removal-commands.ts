import type { Command } from "commander";
import type { DestroyOptions } from "../commands/destroy/destroy-options.ts";
import type { OrphansOptions } from "../commands/orphans/orphans.ts";
import { usageError } from "../errors.ts";
import { rejectCombined } from "./given-flags.ts";
import type { Run } from "./run.ts";

/** Declares destroy and orphans. */
export function addRemovalCommands(program: Command, run: Run): void {
  addDestroy(program, run);
  addOrphans(program, run);
}

function addDestroy(program: Command, run: Run): void {
  program
    .command("destroy")
    .description("Remove the stack and its items, then verify that nothing remains.")
    .addHelpText("before", DESTROY_EXAMPLES)
    .option("--confirm <name>", "confirm with the name of the stack instead of the prompt")
    .option("-y, --yes", "skip the prompt (a protected stack still requires --confirm)")
    .option("--keep-data", "keep the table and its items; the next deploy reuses them")
    .option("--keep-backup", "keep the 35-day system backup of a table with point-in-time recovery")
    .option("--export <file>", "save the items to a file first, one JSON object per line")
    .action((options: DestroyOptions, command: Command) =>
      run.stack(
        command,
        async (context) => (await import("../commands/destroy/destroy.ts")).destroy(context, options),
        {
          checkOptions: () => rejectCombined(command, "--keep-data", ["--keep-backup"]),
          check: async (context) =>
            (await import("../commands/destroy/destroy-options.ts")).checkDestroyOptions(context, options),
          continues: true,
          needsStack: true,
          acceptsDestroyed: true,
        },
      ),
    );
}

function addOrphans(program: Command, run: Run): void {
  program
    .command("orphans")
    .description(
      "Find resources in this region that belong to no deployed stack. Searches all apps and stages; --app and --stage narrow the search.",
    )
    .addHelpText("before", ORPHANS_EXAMPLES)
    .configureHelp({
      showGlobalOptions: true,
      optionDescription: ({ long = "", description }) => NARROWING[long] ?? description,
    })
    .option("--remove", "remove the orphans after a prompt")
    .option(
      "--confirm <name...>",
      'confirm with stack names, and "account" for the account role, instead of the prompt',
    )
    .option("-y, --yes", "skip the prompt (protected stacks still require --confirm)")
    .option("--exit-code", "exit with 3 if there are orphans")
    .action((_options: OrphansOptions, command: Command) => {
      const options = command.optsWithGlobals<OrphansOptions>();
      return run.stack(
        command,
        async (context) => (await import("../commands/orphans/orphans.ts")).orphans(context, options),
        {
          checkOptions: () => {
            checkOrphansOptions(options);
            rejectCombined(command, "--remove", ["--exit-code"]);
          },
          check: async (context) =>
            (await import("../commands/orphans/confirm-removal.ts")).checkRemovalConfirmation(context, options),
          about: aboutStacks(options),
          ...(options.remove ? { continues: true } : { onlyReads: true }),
        },
      );
    });
}

/** The descriptions of the global options that narrow the search, and therefore have no default. */
const NARROWING: Readonly<Record<string, string>> = {
  "--app": "only stacks of this app",
  "--stage": "only stacks with this stage",
};

function checkOrphansOptions({ remove = false, yes = false, confirm }: OrphansOptions): void {
  if (!remove && (yes || confirm !== undefined)) throw usageError("--yes and --confirm require --remove");
}

/** The scope of a search, for the first line of output. */
function aboutStacks({ app, stage }: OrphansOptions): string {
  if (app !== undefined && stage !== undefined) return `${app}-${stage}`;
  if (app !== undefined) return `every stack of app ${app}`;
  return stage === undefined ? "every stack" : `every stack with stage ${stage}`;
}

const DESTROY_EXAMPLES = `Examples:
  todo-api destroy                   # prompts for the name of the stack
  todo-api destroy --confirm todo-api-dev
  todo-api destroy --stage test --yes
  todo-api destroy --export items.ndjson
  todo-api destroy --keep-data
`;

const ORPHANS_EXAMPLES = `Examples:
  todo-api orphans                   # lists orphans, stacks and kept tables
  todo-api orphans --exit-code       # exits 3 if there are orphans
  todo-api orphans --remove
  todo-api orphans --remove --stage test --yes
`;
