/** A JSON schema of draft 4, like API Gateway's models. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The model that a `$ref` names; undefined if it does not point to `components.schemas`. */
export function referencedModel(ref: unknown): string | undefined {
  const [, name] = /^#\/components\/schemas\/([^/]+)$/.exec(String(ref)) ?? [];
  return name;
}
