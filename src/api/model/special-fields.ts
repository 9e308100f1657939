import type { Field, Model } from "./model.ts";

/** The first field that can be a heading, which identifies an item for users. Every model has such a field. */
export function headingField({ fields }: Model): string {
  const [name = ""] = Object.entries(fields).find(([, field]) => canBeHeading(field)) ?? [];
  return name;
}

/** Whether a field is a required single-line text. */
export function canBeHeading(field: Field): boolean {
  return field.type === "string" && field.required === true && field.multiline !== true;
}

/** The field that marks an item as done, if the model has it. */
export const COMPLETED = "completed";

/** Whether the model's items can be marked as done. */
export function hasCompleted({ fields }: Model): boolean {
  return fields[COMPLETED]?.type === "boolean";
}
