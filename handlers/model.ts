import { type Environment, requireVariable } from "./settings.ts";

/** The model of the items that the functions store. */
export interface Model {
  readonly fields: Readonly<Record<string, Field>>;
}

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

export type Value = string | number | boolean;

const parsed = new Map<string, Model>();

/** Reads the model from the function's environment; parses the same text only once. */
export function readModel(env: Environment): Model {
  const text = requireVariable(env, "MODEL");
  // The deploy has validated the model.
  const model = parsed.get(text) ?? (JSON.parse(text) as Model);
  parsed.set(text, model);
  return model;
}
