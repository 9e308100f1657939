import type { Command, Option } from "commander";
import { usageError } from "../errors.ts";
import { nameOf } from "./given-flags.ts";
import { collect } from "./setting-options.ts";

/**
 * Makes the parser reject options that Commander misreads. If a value is missing, Commander takes the next option as
 * the value; such a value must be given as `--title=--all`. If an option is given twice with different values,
 * Commander ignores the first.
 */
export function checkOptions(program: Command, argv: readonly string[]): void {
  const commands = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];
  for (const command of commands) {
    // The program's options are parsed before the command is known, so every command's options count.
    const owners = command === program ? commands : [command];
    const known = new Set(["--help", "-h", ...owners.flatMap(({ options }) => options.flatMap(namesOf))]);
    const earlier = new Map<string, GivenOption>();
    for (const option of command.options)
      command.on(`option:${option.name()}`, (value?: string | null) => {
        const given = { flag: nameOf(option), value: value ?? undefined };
        if (known.has(given.value ?? "") && !argv.includes(`${given.flag}=${value}`))
          throw usageError(
            `${given.flag} requires a value; ${value} is an option; to use it as the value, write ${given.flag}=${value}`,
          );
        if (!isRepeatable(option)) rejectOther(given, earlier.get(option.attributeName()));
        earlier.set(option.attributeName(), given);
      });
  }
}

interface GivenOption {
  readonly flag: string;
  readonly value: string | undefined;
}

function rejectOther({ flag, value }: GivenOption, earlier: GivenOption | undefined): void {
  if (earlier === undefined) return;
  if (flag !== earlier.flag) throw usageError(`${earlier.flag} and ${flag} cannot be combined`);
  if (value !== earlier.value)
    throw usageError(`${flag} is given twice, as ${JSON.stringify(earlier.value)} and ${JSON.stringify(value)}`);
}

function namesOf({ long, short }: Option): readonly string[] {
  return [long, short].flatMap((name) => name ?? []);
}

function isRepeatable({ variadic, parseArg }: Option): boolean {
  return variadic || parseArg === collect;
}
