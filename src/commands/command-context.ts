import type { Settings } from "../config/read-settings.ts";
import type { Io } from "../io.ts";

/** The input to every command on a stack. */
export interface CommandContext {
  /** The command line without its target, for hints. */
  readonly invocation: Invocation;
  readonly io: Io;
  readonly settings: Settings;
  /**
   * Aborted when the command must end, for example on Ctrl-C. The command then stops waiting, starts nothing new and
   * returns promptly.
   */
  readonly signal: AbortSignal;
}

/** A command as the user entered it. */
export interface Invocation {
  /** The command's name, such as `items clear`. */
  readonly words: string;
  /** The command's own flags and their values, quoted for a shell. */
  readonly flags: readonly string[];
}

/** Returns the command line, without the flags in `without` and with `more` at the end. */
export function rerunCommand({ words, flags }: Invocation, more: string, ...without: readonly string[]): string {
  const isDropped = (word = "") => without.some((flag) => word === flag || word.startsWith(`${flag}=`));
  const kept = flags.filter(
    (word, index) => !isDropped(word) && (word.startsWith("-") || !isDropped(flags[index - 1])),
  );
  return ["todo-api", words, ...kept, ...(more === "" ? [] : [more])].join(" ");
}
