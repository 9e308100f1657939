import type { Settings } from "../config/read-settings.ts";
import type { Io } from "../io.ts";

/** What every command that touches a stack is given. */
export interface CommandContext {
  /** The command line without its target, to be suggested again. */
  readonly invocation: Invocation;
  readonly io: Io;
  readonly settings: Settings;
  /** Aborted at the first Ctrl-C: stop waiting, start nothing new, and return within two seconds. */
  readonly signal: AbortSignal;
}

/** A command as it was given. */
export interface Invocation {
  /** `items clear` */
  readonly words: string;
  /** Its own flags and their values, each quoted for a shell. */
  readonly flags: readonly string[];
}

/** The command that was given, again: without the flags named `without`, and with `more`. */
export function commandAgain({ words, flags }: Invocation, more: string, ...without: readonly string[]): string {
  const kept = flags.filter((word, index) => !without.includes(word) && !takesValue(flags, index, without));
  return ["todo-api", words, ...kept, ...(more === "" ? [] : [more])].join(" ");
}

function takesValue(flags: readonly string[], index: number, without: readonly string[]): boolean {
  const before = flags[index - 1];
  return before !== undefined && without.includes(before) && !flags[index]?.startsWith("-");
}
