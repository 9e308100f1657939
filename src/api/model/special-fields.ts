import type { Model } from "./model.ts";

/** The field that identifies an item for users: the first required single-line text, which every model has. */
export function headingField({ fields }: Model): string {
  const [name = ""] =
    Object.entries(fields).find(
      ([, field]) => field.type === "string" && field.required === true && field.multiline !== true,
    ) ?? [];
  return name;
}

/** The field that marks an item as done, if the model has it. */
export const COMPLETED = "completed";

/** Whether the model's items can be marked as done. */
export function hasCompleted({ fields }: Model): boolean {
  return fields[COMPLETED]?.type === "boolean";
}
