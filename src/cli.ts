import { type Command, CommanderError } from "commander";
import { createProgram } from "./cli/program.ts";
import type { CommandContext } from "./command-context.ts";
import type { GlobalFlags } from "./config.ts";
import { EXIT, usageError } from "./errors.ts";
import type { Io } from "./io.ts";
import type { CommandNeeds } from "./run-command.ts";

/** Starts commands for the command line's actions. */
export interface Run {
  /** A command that touches a stack. */
  stack(command: Command, action: (context: CommandContext) => Promise<number>, needs?: CommandNeeds): Promise<void>;
  /** A command that touches none, such as those of the local cloud. */
  plain(command: Command, action: (io: Io, json: boolean) => Promise<number>): Promise<void>;
}

/** The flags of every command, and `--no-color`, which changes the world that the command sees. */
interface Flags extends GlobalFlags {
  readonly color?: boolean;
}

/** Reads a command line and runs its command, whose code is imported only then. Answers the exit code; usage errors are thrown. */
export async function parseCommandLine(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const run: Run = {
    async stack(command, action, needs) {
      const flags = command.optsWithGlobals<Flags>();
      const { runCommand } = await import("./run-command.ts");
      exitCode = await runCommand(worldFor(flags, io), flags, action, needs);
    },
    async plain(command, action) {
      const flags = command.optsWithGlobals<Flags>();
      exitCode = await action(worldFor(flags, io), flags.json ?? false);
    },
  };
  try {
    await createProgram(io, run).parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return outcomeOf(error);
    throw error;
  }
}

/** Colour is decided from the environment in one place; the flag is one more voice in it. */
function worldFor({ color }: Flags, io: Io): Io {
  return color === false ? { ...io, env: { ...io.env, NO_COLOR: "1", FORCE_COLOR: undefined } } : io;
}

/** Help and version are thrown by commander like errors are. Help that nobody asked for stands for a command that is missing. */
function outcomeOf({ code, exitCode, message }: CommanderError): number {
  if (code === "commander.helpDisplayed" || code === "commander.version") return EXIT.ok;
  if (code === "commander.help") return exitCode === 0 ? EXIT.ok : EXIT.usage;
  throw usageError(message.replace(/^error: /, "").replaceAll("\n", " "), [
    { command: "todo-api --help", when: "you want to see the commands and flags" },
  ]);
}
