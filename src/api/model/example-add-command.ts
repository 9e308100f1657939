import { quoteWord } from "../../text/quote-word.ts";
import { flagOf } from "./field-flag.ts";
import type { Field, Model } from "./model.ts";
import { headingField } from "./special-fields.ts";

/** Returns an example command that adds an item with all required fields of the model. */
export function exampleAddCommand(model: Model): string {
  const required = Object.keys(model.fields).filter((name) => model.fields[name]?.required === true);
  return `todo-api items add ${exampleArguments(model, required)}`;
}

/** Returns arguments of `items add` that set these fields to example values; the heading is given as words. */
export function exampleArguments(model: Model, names: readonly string[]): string {
  const heading = headingField(model);
  const headingText = model.name === "todo" ? "Buy milk" : `Example ${model.labels.one}`;
  const fields = Object.entries(model.fields).filter(([name]) => names.includes(name));
  return [
    ...fields.flatMap(([name, field]) => (name === heading ? example(field, headingText) : [])),
    ...fields.flatMap(([name, field]) => (name === heading ? [] : [flagOf(name), ...example(field, "Example")])),
  ].join(" ");
}

/**
 * An example value, as a word of a command line. A string without choices or a format is `text`, fitted to the field's
 * limits.
 */
function example(field: Field, text: string): readonly string[] {
  if (field.type === "boolean") return [];
  if (field.type !== "string") return [String(field.minimum ?? Math.min(1, field.maximum ?? 1))];
  if (field.choices) return [quoteWord(field.choices[0] ?? "")];
  const { format = "text", minLength = 0, maxLength } = field;
  const fitted = text.slice(0, maxLength).padEnd(minLength, ".");
  return [
    { email: "a@example.com", tel: '"+1 555 0100"', url: "https://example.com", text: quoteWord(fitted) }[format],
  ];
}
