import { createHash } from "node:crypto";
import { isRecord, type JsonObject } from "../../../../text/json.ts";
import { importError } from "../errors.ts";
import { checkSchema } from "../schema/check-schema.ts";
import { type JsonSchema, referencedModel } from "../schema/json-schema.ts";
import { readObject } from "./read-json.ts";

/** The models of an API, from `components.schemas` and from schemas within operations. */
export interface Models {
  /** Returns the name of the model that a schema refers to. A schema without a reference becomes a new model. */
  nameOf(schema: unknown, where: string): string;
  all(): Readonly<Record<string, JsonSchema>>;
}

/** Parses `components.schemas`. */
export function parseModels(document: JsonObject): Models {
  const schemas = readObject(readObject(document.components, "components").schemas, "components.schemas");
  const names = new Set(Object.keys(schemas));
  const models = new Map<string, JsonSchema>();
  for (const [name, schema] of Object.entries(schemas)) {
    if (!/^[A-Za-z0-9]+$/.test(name))
      throw importError(`Unable to create model '${name}': Model name must be alphanumeric: ${name}`);
    models.set(name, checkSchema(schema, `components.schemas.${name}`, names));
  }
  return {
    nameOf(schema, where) {
      const checked = checkSchema(schema, where, names);
      const referenced = isRecord(schema) ? referencedModel(schema.$ref) : undefined;
      const name = referenced ?? generatedName(checked);
      if (referenced === undefined) models.set(name, checked);
      return name;
    },
    all: () => Object.fromEntries(models),
  };
}

function generatedName(schema: JsonSchema): string {
  return `MODEL${createHash("sha256").update(JSON.stringify(schema)).digest("hex").slice(0, 6)}`;
}
