import { createHash } from "node:crypto";

/** What kind of record a stack keeps, as data: validation, the OpenAPI schema, command options, columns and the page's form follow from it. */
export interface Model {
  readonly name: string;
  readonly labels: { readonly one: string; readonly many: string };
  /** In the order in which they are shown. */
  readonly fields: Readonly<Record<string, Field>>;
  /** The fields that a table shows. */
  readonly columns: readonly string[];
}

export type Field = TextField | NumberField | BooleanField;

export type TextFormat = "email" | "tel" | "url";

interface AnyField {
  /** What a person calls it. */
  readonly label: string;
  /** Whether it must be given when an item is made or replaced. */
  readonly required?: boolean;
}

/** A text: white space at both ends is removed, and characters are counted, not bytes. */
export interface TextField extends AnyField {
  readonly type: "string";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: TextFormat;
  /** Whether it may have line breaks and tabs. */
  readonly multiline?: boolean;
  /** The only values that it can have. */
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface NumberField extends AnyField {
  readonly type: "number" | "integer";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

export interface BooleanField extends AnyField {
  readonly type: "boolean";
  readonly default?: boolean;
}

/** The model of a stack that nobody asked for another. */
export const DEFAULT_MODEL = "todo";

/** The model as the functions' environment has it. */
export function modelText(model: Model): string {
  return JSON.stringify(model);
}

/** Tells a model from every other: its name, and the beginning of a hash of all of it. What the table's tag says of its items. */
export function modelMark(model: Model): string {
  return `${model.name} ${createHash("sha256").update(modelText(model)).digest("hex").slice(0, 8)}`;
}
