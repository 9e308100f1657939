import { flagWithValue } from "../../text/flag-with-value.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { flagOf } from "./field-flag.ts";
import type { Field, Model, NumberField, TextField } from "./model.ts";
import { headingField } from "./special-fields.ts";

/** Returns an example command that adds an item with all required fields of the model. */
export function exampleAddCommand(model: Model): string {
  const required = Object.keys(model.fields).filter((name) => model.fields[name]?.required === true);
  return `todo-api items add ${exampleArguments(model, required)}`;
}

/** Returns arguments for `items add` that set these fields to example values. The heading comes first. */
export function exampleArguments(model: Model, names: readonly string[]): string {
  const heading = headingField(model);
  const headingText = model.name === "todo" ? "Buy milk" : `Example ${model.labels.one}`;
  const fields = Object.entries(model.fields).filter(([name]) => names.includes(name));
  return [
    ...fields.flatMap(([name, field]) => (name === heading ? toWords(name, field, headingText) : [])),
    ...fields.flatMap(([name, field]) => (name === heading ? [] : toWords(name, field))),
  ].join(" ");
}

/** A heading has no flag unless it starts with a dash, because it would be parsed as an option or standard input. */
function toWords(name: string, field: Field, headingText?: string): readonly string[] {
  if (field.type === "boolean") return [flagOf(name)];
  const value = example(field, headingText ?? "Example");
  const isWords = headingText !== undefined && !value.startsWith("-");
  return isWords ? [quoteWord(value)] : flagWithValue(flagOf(name), value);
}

/** An example value. A string without choices or a format is `text`, fitted to the field's limits. */
function example(field: NumberField | TextField, text: string): string {
  if (field.type !== "string") return String(field.minimum ?? Math.min(1, field.maximum ?? 1));
  if (field.choices) return field.choices[0] ?? "";
  const { format = "text", minLength = 0, maxLength } = field;
  // The API removes white space at the end of a value.
  const fitted = text.slice(0, maxLength).trimEnd().padEnd(minLength, ".");
  return { email: "a@example.com", tel: "+1 555 0100", url: "https://example.com", text: fitted }[format];
}
