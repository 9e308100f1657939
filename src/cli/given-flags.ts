import type { Command, Option } from "commander";
import { usageError } from "../errors.ts";
import { flagWithValue } from "../text/flag-with-value.ts";

/** The name of a command with its group: `items add`. */
export function wordsOf(command: Command): string {
  return command.parent?.parent ? `${wordsOf(command.parent)} ${command.name()}` : command.name();
}

/** Whether the word is the command's name or one of its aliases. */
export function isNamed(command: Command, word: string): boolean {
  return command.name() === word || command.aliases().includes(word);
}

/** Returns the flags that were given, with their values quoted for a shell; omits the global flags. */
export function givenFlags(command: Command): readonly string[] {
  return command.options.flatMap((option) => flagsOf(command, option));
}

/** Throws a usage error if `flag` was given together with one of `others`. */
export function rejectCombined(command: Command, flag: string, others: readonly string[]): void {
  const given = command.options.filter((option) => flagsOf(command, option).length > 0).map(nameOf);
  const other = others.find((one) => given.includes(one));
  if (given.includes(flag) && other !== undefined) throw usageError(`${flag} and ${other} cannot be combined`);
}

function flagsOf(command: Command, option: Option): readonly string[] {
  const name = option.attributeName();
  const value: unknown = command.getOptionValueSource(name) === "cli" ? command.getOptionValue(name) : undefined;
  const flag = nameOf(option);
  if (option.negate) return value === false ? [flag] : [];
  if (value === true) return [flag];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) =>
    typeof one === "string" || typeof one === "number" ? flagWithValue(flag, String(one)) : [],
  );
}

/** The name of an option in messages and hints, such as `--stage`. */
export function nameOf({ long, flags }: Option): string {
  return long ?? flags;
}
