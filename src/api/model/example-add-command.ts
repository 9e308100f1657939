import { quoteWord } from "../../text/quote-word.ts";
import { flagOf } from "./field-flag.ts";
import type { Field, Model } from "./model.ts";
import { headingField } from "./special-fields.ts";

/** Returns an example command that adds an item with all required fields of the model. */
export function exampleAddCommand(model: Model): string {
  const heading = headingField(model);
  const others = Object.entries(model.fields).filter(([name, { required }]) => required === true && name !== heading);
  const headingText = model.name === "todo" ? "Buy milk" : `A ${model.labels.one}`;
  return [
    `todo-api items add ${quoteWord(headingText)}`,
    ...others.flatMap(([name, field]) => [flagOf(name), ...example(field)]),
  ].join(" ");
}

function example(field: Field): readonly string[] {
  if (field.type === "boolean") return [];
  if (field.type !== "string") return [String(field.minimum ?? 1)];
  if (field.choices) return [quoteWord(field.choices[0] ?? "")];
  const { format = "text" } = field;
  return [{ email: "a@example.com", tel: '"+1 555 0100"', url: "https://example.com", text: '"..."' }[format]];
}
