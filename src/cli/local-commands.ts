import { type Command, InvalidArgumentError } from "commander";
import type { Run } from "../cli.ts";

/** local start, stop, status, reset. */
export function addLocalCommands(program: Command, run: Run): void {
  const local = program
    .command("local")
    .helpCommand(false)
    .usage("<command> [options]")
    .description("Start, stop, look at and reset the local cloud of this folder.")
    .addHelpText("before", LOCAL_EXAMPLES);

  local
    .command("start")
    .description("Start the local cloud in the background; it goes on until it is stopped.")
    .option("--port <number>", "the port of its AWS endpoint (default: the last one, or any that is free)", parsePort)
    .action((options: { readonly port?: number }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/start.ts")).start(io, json, options)),
    );

  local
    .command("stop")
    .description("Stop the local cloud; what is deployed there stays for the next start.")
    .action((_options: object, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/stop.ts")).stop(io, json)),
    );

  local
    .command("status")
    .description("Tell whether the local cloud runs, where, and what is deployed there.")
    .option("--env", "print the environment that points the AWS CLI at it")
    .action((options: { readonly env?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/status.ts")).status(io, json, options)),
    );

  local
    .command("reset")
    .description("Stop the local cloud and forget everything in it: resources, items, logs.")
    .option("-y, --yes", "do not ask")
    .action((options: { readonly yes?: boolean }, command: Command) =>
      run.plain(command, async (io, json) => (await import("../commands/local/reset.ts")).reset(io, json, options)),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 1 to 65535.");
}

const LOCAL_EXAMPLES = `Examples:
  todo-api local start
  eval "$(todo-api local status --env)" && aws dynamodb list-tables
  todo-api local reset --yes
`;
