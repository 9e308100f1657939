import { type Command, CommanderError } from "commander";
import type { Model } from "../api/model/model.ts";
import type { CommandContext, Invocation } from "../commands/command-context.ts";
import type { GlobalFlags } from "../config/read-settings.ts";
import { EXIT, type Next, usageError } from "../errors.ts";
import { type Io, withoutColor } from "../io.ts";
import { toPrintableJsonText } from "../text/printable.ts";
import { givenFlags, wordsOf } from "./given-flags.ts";
import { createProgram } from "./program.ts";
import type { CommandNeeds } from "./run-command.ts";

/** Starts commands for the command line's actions. */
export interface Run {
  /** A command that touches a stack. */
  stack(command: Command, action: (context: CommandContext) => Promise<number>, needs?: CommandNeeds): Promise<void>;
  /** A command on the items of a stack, whose model says what options it has: its action is that of the second reading, with the model known. */
  model(command: Command, action: ModelAction, needs?: CommandNeeds): Promise<void>;
  /** A command that touches none, such as those of the local cloud. */
  plain(command: Command, action: (io: Io, json: boolean) => Promise<number>): Promise<void>;
}

/** What a command on items does, once their model is known. */
export type ModelAction = (context: CommandContext, model: Model) => Promise<number>;

/** The flags of every command, and `--no-color`, which changes the world that the command sees. */
interface Flags extends GlobalFlags {
  readonly color?: boolean;
  /** Of items export: CSV is not JSON. */
  readonly format?: string;
}

/** Reads a command line and runs its command, whose code is imported only then. Answers the exit code; usage errors are thrown. */
export async function parseCommandLine(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const run: Run = {
    async stack(command, action, needs) {
      const flags = command.optsWithGlobals<Flags>();
      const { runCommand } = await import("./run-command.ts");
      exitCode = await runCommand(worldFor(flags, io), flags, invocationOf(command), action, {
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
      const again = (context: CommandContext) => withModel(context, (model) => parseAgain(argv, context, model, run));
      exitCode = await runCommand(worldFor(flags, io), flags, invocationOf(command), again, {
        ...needs,
        needsStack: true,
      });
    },
    async plain(command, action) {
      const flags = command.optsWithGlobals<Flags>();
      exitCode = await action(worldFor(flags, io), flags.json ?? false);
    },
  };
  const program = createProgram(io, run, asksForHelp(argv) ? await modelForHelp(io) : undefined);
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return outcomeOf(error, program);
    throw error;
  }
}

/** Reads the command line once more, with the fields of the model as options, and runs the command. */
async function parseAgain(argv: readonly string[], context: CommandContext, model: Model, first: Run): Promise<number> {
  let exitCode: number = EXIT.ok;
  const run: Run = {
    ...first,
    async model(command, action) {
      exitCode = await action({ ...context, invocation: invocationOf(command) }, model);
    },
  };
  await createProgram(context.io, run, model).parseAsync(argv, { from: "user" });
  return exitCode;
}

function invocationOf(command: Command): Invocation {
  const words = wordsOf(command);
  const { app, stage } = command.optsWithGlobals<Flags>();
  // There they narrow the search; elsewhere they name the target.
  const scope = words === "orphans" ? Object.entries({ "--app": app, "--stage": stage }) : [];
  return { words, flags: [...scope.flatMap(([flag, value]) => (value ? [flag, value] : [])), ...givenFlags(command)] };
}

function asksForHelp(argv: readonly string[]): boolean {
  return argv.includes("items") && (argv[0] === "help" || argv.includes("--help") || argv.includes("-h"));
}

/** Of what this folder deployed last: help asks no cloud. */
async function modelForHelp({ cwd }: Io): Promise<Model> {
  const [{ readTargetCache }, { DEFAULT_MODEL }, { shippedModel }] = await Promise.all([
    import("../config/target-cache.ts"),
    import("../api/model/model.ts"),
    import("../api/model/read-model.ts"),
  ]);
  return readTargetCache(cwd, () => {})?.model ?? shippedModel(DEFAULT_MODEL);
}

function worldFor({ color, json, format }: Flags, given: Io): Io {
  const { stdout } = given;
  // A terminal must not obey what is in JSON either, which leaves C1 controls and marks that reorder text as they are.
  const io =
    json && format !== "csv"
      ? { ...given, stdout: { ...stdout, write: (text: string) => stdout.write(toPrintableJsonText(text)) } }
      : given;
  return color === false ? withoutColor(io) : io;
}

/** Help and version are thrown by commander like errors are. Help that nobody asked for stands for a command that is missing. */
function outcomeOf({ code, exitCode, message }: CommanderError, program: Command): number {
  if (code === "commander.helpDisplayed" || code === "commander.version") return EXIT.ok;
  if (code === "commander.help") return exitCode === 0 ? EXIT.ok : EXIT.usage;
  const names = namesRead(program);
  const help: Next = {
    command: `${[program.name(), ...names].join(" ")} --help`,
    when: "you want to see what it takes",
  };
  const text = message.replace(/^error: /, "").replaceAll("\n", " ");
  const meant = code === "commander.unknownCommand" && names.length === 0 ? inGroup(program) : undefined;
  if (meant !== undefined)
    throw usageError(`unknown command '${program.args[0]}' (Did you mean ${meant}?)`, [
      { command: `${program.name()} ${meant}`, when: "you mean this command" },
      help,
    ]);
  throw usageError(text, [...(code === "commander.unknownOption" ? dashedTitle(names, message) : []), help]);
}

/** The command of a group that was named without its group: `items list` for `list`. */
function inGroup({ args: [word = ""], commands }: Command): string | undefined {
  return commands
    .flatMap((group) => group.commands.map((command) => ({ group, command })))
    .filter(({ command }) => isNamed(command, word))
    .map(({ group, command }) => `${group.name()} ${command.name()}`)[0];
}

/** How to add what looks like an option: a title that starts with a dash. */
function dashedTitle(names: readonly string[], message: string): readonly Next[] {
  const [, option] = /unknown option '(.*)'/s.exec(message) ?? [];
  if (names.join(" ") !== "items add" || option === undefined) return [];
  return [{ command: `todo-api items add -- ${JSON.stringify(option)}`, when: "it is text that starts with a dash" }];
}

function isNamed(command: Command, word: string): boolean {
  return command.name() === word || command.aliases().includes(word);
}

/** The commands that were read before one of them was wrong: `items`, `add`. */
function namesRead({ args, commands }: Command): readonly string[] {
  const [word = ""] = args;
  const next = commands.find((command) => isNamed(command, word));
  return next === undefined ? [] : [next.name(), ...namesRead(next)];
}
