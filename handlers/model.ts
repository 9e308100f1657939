import { type Environment, requireVariable } from "./settings.ts";

/** The kind of record that the functions keep: checked, and completed by its defaults, when it was deployed. */
export interface Model {
  readonly fields: Readonly<Record<string, Field>>;
}

/** A field of an item: what its values may be. */
export interface Field {
  readonly type: "string" | "number" | "integer" | "boolean";
  readonly required?: boolean;
  readonly default?: Value;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: "email" | "tel" | "url";
  readonly multiline?: boolean;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What a field can hold. */
export type Value = string | number | boolean;

const parsed = new Map<string, Model>();

/** The model in a function's environment; the same text is parsed once. */
export function readModel(env: Environment): Model {
  const text = requireVariable(env, "MODEL");
  const model: Model = parsed.get(text) ?? JSON.parse(text);
  parsed.set(text, model);
  return model;
}
