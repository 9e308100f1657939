import { addExample } from "../../api/model/add-example.ts";
import { flagOf } from "../../api/model/field-flag.ts";
import type { Model } from "../../api/model/model.ts";
import { headingField } from "../../api/model/roles.ts";
import { EXIT, usageError } from "../../errors.ts";
import type { Fields } from "../../items/item.ts";
import { missingFields } from "../../items/missing-fields.ts";
import { parseFields } from "../../items/parse-fields.ts";
import type { CommandContext } from "../command-context.ts";
import { openItemsApi } from "./open-items-api.ts";
import { printWithId } from "./print-with-id.ts";

/** The options of `items add`: those of the fields, and those of standard input. */
export type AddOptions = Readonly<Record<string, unknown>>;

/** `items add <words...>`: adds an item and prints its id; `items add -` adds those of standard input. */
export async function addItems(
  context: CommandContext,
  model: Model,
  words: readonly string[],
  options: AddOptions,
): Promise<number> {
  const given = parseFields(model, options);
  if (words.includes("-")) {
    if (words.length > 1)
      throw usageError("- reads items from standard input and takes no words; quote text that contains it.", [
        { command: `todo-api items add -- ${JSON.stringify(words.join(" "))}`, when: "it is the text of one item" },
      ]);
    const { addFromInput } = await import("./add-from-input.ts");
    return addFromInput(context, model, given, options);
  }
  refuseInputOptions(options);
  const fields = withWords(model, words, given);
  const { item } = await openItemsApi(context).add(fields);
  printWithId(context, model, "Added", item);
  return EXIT.ok;
}

function refuseInputOptions(options: AddOptions): void {
  const given = ["format", "failed", "again"].find((name) => options[name] !== undefined);
  if (given !== undefined) throw usageError(`--${given} is for items from standard input: todo-api items add -`);
}

/** The words are the heading: a title, a name. What must be given is asked for here, so that no half of an item is sent. */
function withWords(model: Model, words: readonly string[], given: Fields): Fields {
  const heading = headingField(model);
  if (words.length > 0 && given[heading] !== undefined)
    throw usageError(`The ${heading} is given twice: by ${flagOf(heading)} and by the words.`);
  const fields = words.length > 0 ? { [heading]: words.join(" "), ...given } : given;
  const missing = missingFields(model, fields);
  if (missing.length === 0) return fields;
  throw usageError(`${missing.map(flagOf).join(" and ")} must be given, as in: ${addExample(model)}`);
}
