import type { Model } from "./model.ts";

/** The field that a person knows an item by: the first text of one line that must be given (every model has one). */
export function headingField({ fields }: Model): string {
  const [name = ""] =
    Object.entries(fields).find(
      ([, field]) => field.type === "string" && field.required === true && field.multiline !== true,
    ) ?? [];
  return name;
}

/** The field that is an item's tick, where the model has one. */
export const TICK = "completed";

/** Whether the model's items can be done. */
export function hasTick({ fields }: Model): boolean {
  return fields[TICK]?.type === "boolean";
}
