/** A JSON schema of draft 4, as API Gateway's models are. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A plain JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The model that a `$ref` into the document's components, or to another place, names. */
export function referredModel(ref: unknown): string | undefined {
  const [, name] = /^#\/components\/schemas\/([^/]+)$/.exec(String(ref)) ?? [];
  return name;
}
