import { usageError } from "../../errors.ts";
import { parseFormat } from "../../items/input/input.ts";
import { parseInputId, randomInputId } from "../../items/input/to-entries.ts";

type Options = Readonly<Record<string, unknown>>;

/** Throws a usage error for options of `items add` that would be invalid for any model and input. */
export function checkInputOptions(words: readonly string[], options: Options): void {
  const [, flag] = Object.entries(INPUT_OPTIONS).find(([name]) => options[name] !== undefined) ?? [];
  if (flag !== undefined && !words.includes("-"))
    throw usageError(`${flag} requires items from standard input: todo-api items add -`);
  readInputId(options);
  if (options["format"] !== undefined) parseFormat(options["format"]);
}

const INPUT_OPTIONS: Readonly<Record<string, string>> = {
  format: "--format",
  failed: "--failed",
  again: "--again",
  inputId: "--input-id",
};

export const INPUT_FLAGS: readonly string[] = Object.values(INPUT_OPTIONS);

/** The input's ID: the value of --input-id, or a random ID for --again. If undefined, the content determines the ID. */
export function readInputId({ again, inputId }: Options): string | undefined {
  if (again === true && inputId !== undefined) throw usageError("--again and --input-id cannot be combined");
  if (again === true) return randomInputId();
  return typeof inputId === "string" ? parseInputId(inputId) : undefined;
}
