import { type Command, CommanderError } from "commander";
import type { Model } from "../api/model/model.ts";
import { headingField } from "../api/model/special-fields.ts";
import { type CommandContext, type Invocation, rerunCommand } from "../commands/command-context.ts";
import type { GlobalFlags } from "../config/global-flags.ts";
import { EXIT, type Next, TodoApiError, usageError } from "../errors.ts";
import { type Io, withoutColor } from "../io.ts";
import { toPrintableJsonText } from "../text/printable.ts";
import { quoteWord } from "../text/quote-word.ts";
import { listWithOr } from "../text/word-list.ts";
import { checkOptions } from "./check-options.ts";
import { givenFlags, isNamed, wordsOf } from "./given-flags.ts";
import { createProgram } from "./program.ts";
import type { Run } from "./run.ts";

interface Flags extends GlobalFlags {
  readonly color?: boolean;
}

/** Runs the command in `argv` and returns its exit code; throws a usage error if `argv` is invalid. */
export async function parseCommandLine(argv: readonly string[], io: Io): Promise<number> {
  if (io.cwd === "") throw usageError("the working directory was deleted; change to another directory");
  let exitCode: number = EXIT.ok;
  const run: Run = {
    async stack(command, action, needs) {
      const flags = command.optsWithGlobals<Flags>();
      const { runCommand } = await import("./run-command.ts");
      exitCode = await runCommand(ioFor(command, io), flags, invocationOf(command), action, {
        callsCloud: true,
        ...needs,
      });
    },
    async model(command, _action, needs) {
      const flags = command.optsWithGlobals<Flags>();
      const [{ runCommand }, { withModel }] = await Promise.all([
        import("./run-command.ts"),
        import("../commands/items/with-model.ts"),
      ]);
      const runAgain = (context: CommandContext) =>
        withModel(context, (model) => parseAgain(argv, context, model, run));
      exitCode = await runCommand(ioFor(command, io), flags, invocationOf(command), runAgain, {
        ...needs,
        needsStack: true,
      });
    },
    async plain(command, action) {
      const { json = false } = command.optsWithGlobals<Flags>();
      exitCode = await action(ioFor(command, io), json);
    },
  };
  const program = createProgram(io, run, requestsItemsHelp(argv) ? await modelForHelp(io) : undefined);
  return (await parse(program, argv)) ?? exitCode;
}

/** Parses the command line; returns the exit code if Commander itself completes the command. */
async function parse(program: Command, argv: readonly string[], model?: Model): Promise<number | undefined> {
  checkOptions(program, argv);
  try {
    await program.parseAsync(argv, { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error, program, model);
    throw error;
  }
}

/** Parses the command line again, with the fields of the model as options, and runs the command. */
async function parseAgain(argv: readonly string[], context: CommandContext, model: Model, first: Run): Promise<number> {
  let exitCode: number = EXIT.ok;
  const run: Run = {
    ...first,
    async model(command, action) {
      exitCode = await action({ ...context, invocation: invocationOf(command) }, model);
    },
  };
  return (await parse(createProgram(context.io, run, model), argv, model)) ?? exitCode;
}

function invocationOf(command: Command): Invocation {
  const words = wordsOf(command);
  const { app, stage } = command.optsWithGlobals<Flags>();
  // For orphans, --app and --stage narrow the search; for other commands, they name the target.
  const scope = words === "orphans" ? Object.entries({ "--app": app, "--stage": stage }) : [];
  return { words, flags: [...scope.flatMap(([flag, value]) => (value ? [flag, value] : [])), ...givenFlags(command)] };
}

function requestsItemsHelp(argv: readonly string[]): boolean {
  const items = argv.indexOf("items");
  return items >= 0 && (argv.slice(0, items).includes("help") || argv.includes("--help") || argv.includes("-h"));
}

/** The model that was last deployed from this folder, or the default model, because help makes no calls to AWS. */
async function modelForHelp({ cwd }: Io): Promise<Model> {
  const [{ readTargetCache }, { DEFAULT_MODEL }, { getBuiltInModel }] = await Promise.all([
    import("../config/target-cache.ts"),
    import("../api/model/model.ts"),
    import("../api/model/read-model.ts"),
  ]);
  return readTargetCache(cwd, () => {})?.model ?? getBuiltInModel(DEFAULT_MODEL);
}

function ioFor(command: Command, given: Io): Io {
  const { color, json } = command.optsWithGlobals<Flags>();
  const { stdout } = given;
  // JSON text may contain C1 controls and bidirectional marks, which a terminal would interpret.
  const io = json
    ? { ...given, stdout: { ...stdout, write: (text: string) => stdout.write(toPrintableJsonText(text)) } }
    : given;
  return color === false ? withoutColor(io) : io;
}

/**
 * Returns the exit code if Commander threw after it printed help or the version; throws a usage error for anything
 * else. Help that was not requested means that a command is missing.
 */
function exitCodeOf(error: CommanderError, program: Command, model: Model | undefined): number {
  const { code, exitCode, message } = error;
  if (code === "commander.helpDisplayed" || code === "commander.version") return EXIT.ok;
  if (code === "commander.help") return exitCode === 0 ? EXIT.ok : EXIT.usage;
  const names = namesRead(program);
  const help: Next = {
    command: `${[program.name(), ...names].join(" ")} --help`,
    comment: code === "commander.unknownCommand" ? "see all commands" : "see all options",
  };
  const command = commandOf(program, names);
  const text = excessArgumentMessage(code, command) ?? toOwnStyle(message);
  const meant = code === "commander.unknownCommand" && names.length === 0 ? findInGroups(program) : undefined;
  if (meant !== undefined)
    throw usageError(`unknown command ${JSON.stringify(program.args[0])} (did you mean ${JSON.stringify(meant)}?)`, [
      { command: `${program.name()} ${meant}`, comment: "run the full command" },
      help,
    ]);
  const isText = code === "commander.unknownOption" && !message.includes("\n(Did you mean ");
  const next = [...(isText && model !== undefined ? dashedTextHints(command, model) : []), help];
  throw new TodoApiError("usage", EXIT.usage, text, { next, cause: error });
}

/** Converts Commander's message to todo-api's style: on one line, with double quotes and suggestions in lower case. */
function toOwnStyle(message: string): string {
  const text = message
    .replace(/^error: /, "")
    .replaceAll("\n", " ")
    .replace(/^option '(?:-\w, )?(--[\w-]+)[^']*' argument missing$/, "$1 requires a value")
    .replace(
      /^option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. It (must be .*)\.$/,
      (_, flag: string, value: string, rule: string) => `${flag} ${rule}, not ${JSON.stringify(value)}`,
    )
    .replace(
      /^(unknown command|unknown option|missing required argument) '(.*)'(?=$| \(Did)/,
      (_, what: string, word: string) => `${what} ${JSON.stringify(word)}`,
    );
  return text.replace(/\(Did you mean (?:one of )?(.*)\?\)$/, (_, names: string) => {
    const quoted = names.split(", ").map((name) => JSON.stringify(name));
    return `(did you mean ${listWithOr(quoted)}?)`;
  });
}

/** The message that quotes an unexpected argument; Commander's own message has only the number of arguments. */
function excessArgumentMessage(code: string, { args, registeredArguments }: Command): string | undefined {
  if (code !== "commander.excessArguments") return undefined;
  return `unexpected argument ${JSON.stringify(args[registeredArguments.length])}`;
}

/** Finds the full name of a command that was given without its group: `items list` for `list`. */
function findInGroups({ args: [word = ""], commands }: Command): string | undefined {
  return commands
    .flatMap((group) => group.commands.map((command) => ({ group, command })))
    .filter(({ command }) => isNamed(command, word))
    .map(({ group, command }) => `${group.name()} ${command.name()}`)[0];
}

/** The hint for text that was parsed as an unknown option because it starts with a dash; only for `items add`. */
function dashedTextHints(command: Command, model: Model): readonly Next[] {
  const hasOtherText = command.getOptionValue(headingField(model)) !== undefined || command.args.includes("-");
  if (wordsOf(command) !== "items add" || hasOtherText) return [];
  const text = `-- ${quoteWord(command.args.join(" "))}`;
  return [{ command: rerunCommand(invocationOf(command), text), comment: "add text that starts with a dash" }];
}

function commandOf(program: Command, names: readonly string[]): Command {
  return names.reduce((group, name) => group.commands.find((one) => one.name() === name) ?? group, program);
}

/** Returns the names of the commands that were parsed before the error: `items`, `add`. */
function namesRead({ args, commands }: Command): readonly string[] {
  const [word = ""] = args;
  const next = commands.find((command) => isNamed(command, word));
  return next === undefined ? [] : [next.name(), ...namesRead(next)];
}
