import type { Field, Model } from "./model.ts";

/** The name of the field that is the heading of an item: its first required single-line string. Every model has one. */
export function headingField({ fields }: Model): string {
  const [name = ""] = Object.entries(fields).find(([, field]) => canBeHeading(field)) ?? [];
  return name;
}

/** Whether a field is a required single-line string. */
export function canBeHeading(field: Field): boolean {
  return field.type === "string" && field.required === true && field.multiline !== true;
}

/** The field that marks an item as done, if the model has it. */
export const COMPLETED = "completed";

/** Whether the model's items can be marked as done. */
export function hasCompleted({ fields }: Model): boolean {
  return fields[COMPLETED]?.type === "boolean";
}
