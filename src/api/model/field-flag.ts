import type { Field } from "./model.ts";

/** The command-line option of a field, such as `--first-name` for firstName. */
export function flagOf(name: string): string {
  return `--${kebab(name)}`;
}

/** The option that sets a boolean field to false, or removes a field of another type. */
export function noFlagOf(name: string): string {
  return `--no-${kebab(name)}`;
}

/** Whether null removes the field. A required field or a field with a default cannot be removed. */
export function isRemovable({ required, default: fallback }: Field): boolean {
  return required !== true && fallback === undefined;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
