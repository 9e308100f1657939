import { Command } from "commander";
import type { Model } from "../api/model/model.ts";
import type { Io } from "../io.ts";
import { readVersion } from "../package/version.ts";
import { addDocumentCommands } from "./document-commands.ts";
import { addHelpCommand } from "./help-command.ts";
import { addItemsCommands } from "./items-commands.ts";
import { addKeyCommands } from "./key-commands.ts";
import { addLocalCommands } from "./local-commands.ts";
import { addLogsCommand } from "./logs-command.ts";
import { addRemovalCommands } from "./removal-commands.ts";
import { ROOT_HELP } from "./root-help.ts";
import type { Run } from "./run.ts";
import { addStackCommands } from "./stack-commands.ts";

/** Declares the whole command line without loading any command's code; a model's fields become options. */
export function createProgram(io: Io, run: Run, model?: Model): Command {
  const program = new Command("todo-api")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // `main` prints errors.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
    })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(false)
    .usage("<command> [options]");
  addGlobalOptions(program);
  addStackCommands(program, run);
  addDocumentCommands(program, run);
  addRemovalCommands(program, run);
  addItemsCommands(program, run, model);
  addKeyCommands(program, run);
  addLogsCommand(program, run);
  addLocalCommands(program, run);
  addHelpCommand(program, run);
  program.helpInformation = () => ROOT_HELP;
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option("--app <name>", "app name (default: todo-api)")
    .option("--stage <name>", "stage, such as dev or prod (default: dev)")
    .option("--local", "use the local cloud of this folder")
    .option("--no-local", "use AWS, even if the last deploy was local")
    .option("--region <region>", "AWS region")
    .option("--profile <name>", "AWS profile")
    .option("--endpoint-url <url>", "use another AWS-compatible endpoint")
    .option("--insecure", "allow plain HTTP to an endpoint on another machine")
    .option("--json", "print JSON to stdout, errors included")
    .option("--no-color", "disable colors")
    .helpOption("-h, --help", "show help")
    .version(readVersion(), "-v, --version", "print the version");
}
