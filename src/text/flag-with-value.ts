import { quoteWord } from "./quote-word.ts";

/**
 * Returns a flag with its value as words of a command line. A value that starts with a dash could be taken for an
 * option if it were a separate word.
 */
export function flagWithValue(flag: string, value: string): readonly string[] {
  const word = quoteWord(value);
  return value.startsWith("-") ? [`${flag}=${word}`] : [flag, word];
}
