import type { Field } from "./model.ts";

/** The option of a field on the command line: `--first-name` of firstName. */
export function flagOf(name: string): string {
  return `--${kebab(name)}`;
}

/** The option that denies a switch, or removes a field. */
export function noFlagOf(name: string): string {
  return `--no-${kebab(name)}`;
}

/** Whether null may be said of the field, which removes it: one with a default, or one that is required, is never absent. */
export function isRemovable({ required, default: fallback }: Field): boolean {
  return required !== true && fallback === undefined;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
