import type { Command } from "commander";
import { flagOf, isRemovable, noFlagOf } from "../api/model/field-flag.ts";
import type { Field, Model } from "../api/model/model.ts";
import { headingField } from "../api/model/special-fields.ts";

/** The purpose of a command's field options: to add an item, update an item or filter a list. */
type FieldUse = "add" | "update" | "list";

/** Adds the options for the fields of the model; until the model is known, any option is accepted. */
export function addFieldOptions(command: Command, model: Model | undefined, use: FieldUse): Command {
  if (model === undefined) return command.allowUnknownOption().allowExcessArguments();
  for (const [name, field] of Object.entries(model.fields)) {
    const isSwitch = field.type === "boolean";
    if (use === "list" && !isSwitch) continue;
    command.option(isSwitch ? flagOf(name) : `${flagOf(name)} <${placeholder(field)}>`, describe(model, name, use));
    if (isSwitch || use === "update") addNegatedOption(command, name, field, use);
  }
  return command;
}

/**
 * Adds the `--no-` option for a field. If the field cannot be removed, the option is accepted but hidden, so that the
 * error can state the reason.
 */
function addNegatedOption(command: Command, name: string, field: Field, use: FieldUse): void {
  const isSwitch = field.type === "boolean";
  const option = command.createOption(
    noFlagOf(name),
    isSwitch ? negatedHelp(field, use) : `remove the ${inSentence(field.label)}`,
  );
  command.addOption(option.hideHelp(!isSwitch && !isRemovable(field)));
}

function placeholder(field: Field): string {
  if (field.type === "string") return field.choices ? "choice" : (field.format ?? "text");
  return "number";
}

function describe(model: Model, name: string, use: FieldUse): string {
  const field = model.fields[name];
  if (field === undefined) return name;
  if (use === "list") return `only items with ${inSentence(field.label)}: true`;
  const words = use === "add" && name === headingField(model) ? "; can also be given as words" : "";
  const must = use === "add" && field.required === true ? " (required)" : "";
  if (field.type === "boolean") return `${field.label}: true${limits(field)}`;
  return `${field.label}${must}${limits(field)}${words}`;
}

function limits(field: Field): string {
  if (field.type === "boolean") return field.default === true ? " (default)" : "";
  if (field.type === "string") return field.choices ? `: ${field.choices.join(", ")}` : lengthText(field.maxLength);
  const whole = field.type === "integer" ? ", whole number" : "";
  const low = field.minimum === undefined ? "" : `, at least ${field.minimum}`;
  return `${whole}${low}${field.maximum === undefined ? "" : `, at most ${field.maximum}`}`;
}

function lengthText(maxLength: number | undefined): string {
  return maxLength === undefined ? "" : `, up to ${maxLength} characters`;
}

function negatedHelp(field: Field, use: FieldUse): string {
  return use === "list" ? `only items with ${inSentence(field.label)}: false` : `${field.label}: false`;
}

/** Starts a label in lower case, for use in a sentence. An abbreviation, as in "VAT ID", keeps its capitals. */
function inSentence(label: string): string {
  return /^\p{Lu}\p{Lu}/u.test(label) ? label : `${label.slice(0, 1).toLowerCase()}${label.slice(1)}`;
}
