import { Command } from "commander";
import type { Model } from "../api/model/model.ts";
import type { Io } from "../io.ts";
import { readVersion } from "../package/version.ts";
import { addHelpCommand } from "./help-command.ts";
import { addItemsCommands } from "./items-commands.ts";
import { addLocalCommands } from "./local-commands.ts";
import { addLogsCommand } from "./logs-command.ts";
import type { Run } from "./parse-command-line.ts";
import { ROOT_HELP } from "./root-help.ts";
import { addStackCommands } from "./stack-commands.ts";

/** The whole command line, declared: no command's own code is loaded here. With the model of the items it has their fields as options. */
export function createProgram(io: Io, run: Run, model?: Model): Command {
  const program = new Command("todo-api")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // Errors are printed once, by main.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .usage("<command> [options]");
  addGlobalOptions(program);
  addStackCommands(program, run);
  addItemsCommands(program, run, model);
  addLogsCommand(program, run);
  addLocalCommands(program, run);
  addHelpCommand(program, run);
  program.helpInformation = () => ROOT_HELP;
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option("--app <name>", "the app's name (default: todo-api)")
    .option("--stage <name>", "its stage, such as dev or prod (default: dev)")
    .option("--local", "the local cloud of this folder")
    .option("--no-local", "AWS, even if the last deploy here was local")
    .option("--region <region>", "AWS region")
    .option("--profile <name>", "profile of your AWS configuration")
    .option("--endpoint-url <url>", "another AWS-compatible endpoint")
    .option("--insecure", "allow plain http to an endpoint on another machine")
    .option("--json", "answer in JSON on stdout, errors too")
    .option("--no-color", "do without colours")
    .helpOption("-h, --help", "show help")
    .version(readVersion(), "-v, --version", "print the version");
}
