import { createHash } from "node:crypto";

/** Describes the items of a stack: their fields and labels. */
export interface Model {
  readonly name: string;
  readonly labels: { readonly one: string; readonly many: string };
  /** In display order. */
  readonly fields: Readonly<Record<string, Field>>;
  /** The fields that are shown in a table of items. */
  readonly columns: readonly string[];
}

export type Field = TextField | NumberField | BooleanField;

export type TextFormat = "email" | "tel" | "url";

interface BaseField {
  readonly label: string;
  /** Whether the field is required when an item is created or replaced. */
  readonly required?: boolean;
}

/** A string without leading or trailing white space. Its length is measured in characters, not bytes. */
export interface TextField extends BaseField {
  readonly type: "string";
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: TextFormat;
  /** Whether line breaks and tabs are allowed. */
  readonly multiline?: boolean;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export interface NumberField extends BaseField {
  readonly type: "number" | "integer";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: number;
}

export interface BooleanField extends BaseField {
  readonly type: "boolean";
  readonly default?: boolean;
}

/** The name of a stack's default model. */
export const DEFAULT_MODEL = "todo";

/** The model as text for the functions' environment. */
export function modelText(model: Model): string {
  return JSON.stringify(model);
}

/** The tag value that identifies the stack's model: its name and the start of a hash of its content. */
export function modelIdentifier(model: Model): string {
  return `${model.name} ${createHash("sha256").update(modelText(model)).digest("hex").slice(0, 8)}`;
}
