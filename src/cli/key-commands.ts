import type { Command } from "commander";
import type { RevokeOptions } from "../commands/key/revoke.ts";
import type { RotateOptions } from "../commands/key/rotate.ts";
import type { Run } from "./run.ts";

/** Declares the commands for the API key. */
export function addKeyCommands(program: Command, run: Run): void {
  const key = program
    .command("key")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Show, rotate or revoke the API key of a stack that was deployed with --auth api-key.");
  key
    .command("show")
    .description("Print the API key. Only this command prints it.")
    .addHelpText("before", SHOW_EXAMPLES)
    .action((_options: object, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/key/show.ts")).showKey(context), {
        onlyReads: true,
        needsStack: true,
      }),
    );
  key
    .command("rotate")
    .description("Create a new API key. The previous key stays valid for a grace period.")
    .addHelpText("before", ROTATE_EXAMPLES)
    .option("--grace <time>", "minimum time that the previous key stays valid, such as 30m, 24h or 7d (default: 24h)")
    .action((options: RotateOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/key/rotate.ts")).rotateKey(context, options), {
        checkOptions: async () => void (await import("../commands/key/grace.ts")).parseGrace(options.grace),
        needsStack: true,
      }),
    );
  key
    .command("revoke")
    .description("Delete replaced keys, or all keys.")
    .addHelpText("before", REVOKE_EXAMPLES)
    .option("--all", "delete the current key too; until key rotate creates a new one, the API rejects every request")
    .option("--confirm <name>", "confirm with the name of the stack instead of the prompt")
    .option("-y, --yes", "skip the prompt (a protected stack still requires --confirm)")
    .action((options: RevokeOptions, command: Command) =>
      run.stack(command, async (context) => (await import("../commands/key/revoke.ts")).revokeKeys(context, options), {
        check: async (context) => (await import("../commands/confirm.ts")).checkConfirmation(context, options),
        needsStack: true,
      }),
    );
}

const SHOW_EXAMPLES = `Examples:
  todo-api key show
  curl -H "x-api-key: $(todo-api key show)" "$URL/items"
`;
const ROTATE_EXAMPLES = `Examples:
  todo-api key rotate               # keep the previous key for 24 hours
  todo-api key rotate --grace 1h

A replaced key is deleted by the first deploy or key rotate after its grace
period, or immediately by key revoke; no background process deletes it.
`;
const REVOKE_EXAMPLES = `Examples:
  todo-api key revoke               # only keys replaced by key rotate
  todo-api key revoke --all --yes   # also the current one
`;
