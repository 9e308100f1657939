/** A JSON schema (draft 4), the format of API Gateway's models. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The name of the model that a `$ref` refers to; undefined if it does not point to `components.schemas`. */
export function referencedModel(ref: unknown): string | undefined {
  const [, name] = /^#\/components\/schemas\/([^/]+)$/.exec(String(ref)) ?? [];
  return name;
}
