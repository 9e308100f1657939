import { exampleArguments } from "../../api/model/example-add-command.ts";
import { flagOf } from "../../api/model/field-flag.ts";
import type { Model } from "../../api/model/model.ts";
import { headingField } from "../../api/model/special-fields.ts";
import { EXIT, usageError } from "../../errors.ts";
import { type Fields, missingFields } from "../../items/item.ts";
import { parseFields } from "../../items/parse-fields.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { listWithAnd } from "../../text/word-list.ts";
import { type CommandContext, type Invocation, rerunCommand } from "../command-context.ts";
import { checkInputOptions, INPUT_FLAGS } from "./input-options.ts";
import { openItemsApi } from "./open-items-api.ts";
import { printSavedItem } from "./print-item.ts";

/** `items add <words...>`: adds an item and prints its ID; `items add -` adds the items from standard input. */
export async function addItems(
  context: CommandContext,
  model: Model,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  checkInputOptions(words, options);
  const given = parseFields(model, options);
  const heading = headingField(model);
  const hasText = words.length > 1 || (words.length === 1 && words[0] !== "-");
  if (hasText && given[heading] !== undefined)
    throw usageError(`${heading} is given twice: with ${flagOf(heading)} and as words`);
  if (words.includes("-")) {
    if (words.length > 1)
      throw usageError(
        '"-" reads items from standard input and cannot be combined with words; quote a text that contains "-"',
        [
          {
            command: rerunCommand(context.invocation, wordsArgument(words), ...INPUT_FLAGS),
            comment: "add the words as one item",
          },
        ],
      );
    const { addFromInput } = await import("./add-from-input.ts");
    return addFromInput(context, model, given, options);
  }
  const fields = withWords(context.invocation, model, words, given);
  const { item } = await openItemsApi(context).add(fields);
  printSavedItem(context, model, "Added", item);
  return EXIT.ok;
}

/** Adds the words to the fields as the heading, such as a title or a name; throws if a required field is missing. */
function withWords(invocation: Invocation, model: Model, words: readonly string[], given: Fields): Fields {
  const fields = words.length > 0 ? { [headingField(model)]: words.join(" "), ...given } : given;
  const missing = missingFields(model, fields);
  if (missing.length === 0) return fields;
  const flags = listWithAnd(missing.map(flagOf));
  throw usageError(`${flags} ${missing.length === 1 ? "is" : "are"} required`, [
    {
      command: rerunCommand(
        invocation,
        [exampleArguments(model, missing), ...(words.length > 0 ? [wordsArgument(words)] : [])].join(" "),
      ),
      comment: "add an item",
    },
  ]);
}

/** The words as one argument, after `--` because it may start with a dash. */
function wordsArgument(words: readonly string[]): string {
  return `-- ${quoteWord(words.join(" "))}`;
}
