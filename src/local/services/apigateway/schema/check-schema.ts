import { isRecord } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import { invalidOpenApi } from "../errors.ts";
import { type JsonSchema, referencedModel } from "./json-schema.ts";

/** Keywords that do not affect validation. */
const ANNOTATIONS = new Set([
  "$schema",
  "id",
  "title",
  "description",
  "default",
  "example",
  "examples",
  "format",
  "readOnly",
  "writeOnly",
  "deprecated",
  "externalDocs",
]);

/** Keywords that `matchesSchema` evaluates. */
const EVALUATED = new Set([
  "$ref",
  "type",
  "enum",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "allOf",
  "anyOf",
  "oneOf",
  "not",
]);

/**
 * Checks a schema and returns it. Throws for keywords that AWS's request validation or the local cloud does not support
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html), for invalid patterns,
 * and for a `$ref` that does not refer to one of `models`.
 */
export function checkSchema(schema: unknown, where: string, models: ReadonlySet<string>): JsonSchema {
  if (!isRecord(schema)) throw invalidOpenApi(`attribute ${where} is not of type \`object\``);
  for (const keyword of Object.keys(schema))
    if (!EVALUATED.has(keyword) && !ANNOTATIONS.has(keyword))
      throw notSupported(`PutRestApi: the schema keyword ${keyword} (in ${where})`);
  checkReference(schema, where, models);
  checkPattern(schema, where);
  for (const [inner, place] of subschemas(schema, where)) checkSchema(inner, place, models);
  return schema;
}

function checkReference({ $ref }: JsonSchema, where: string, models: ReadonlySet<string>): void {
  if ($ref === undefined) return;
  const model = referencedModel($ref);
  if (model === undefined) throw notSupported(`PutRestApi: the reference ${String($ref)} (in ${where})`);
  if (!models.has(model)) throw invalidOpenApi(`attribute ${where}.$ref: ${String($ref)} cannot be resolved`);
}

function checkPattern({ pattern }: JsonSchema, where: string): void {
  if (pattern === undefined) return;
  try {
    new RegExp(String(pattern));
  } catch {
    throw invalidOpenApi(`attribute ${where}.pattern is not a regular expression: ${String(pattern)}`);
  }
}

function subschemas(schema: JsonSchema, where: string): readonly (readonly [unknown, string])[] {
  const { properties = {}, additionalProperties, items, not, allOf, anyOf, oneOf } = schema;
  const single = { additionalProperties, items, not };
  return [
    ...Object.entries(isRecord(properties) ? properties : {}).map(
      ([key, value]) => [value, `${where}.${key}`] as const,
    ),
    ...Object.entries(single)
      .filter(([, value]) => value !== undefined && typeof value !== "boolean")
      .map(([key, value]) => [value, `${where}.${key}`] as const),
    ...Object.entries({ allOf, anyOf, oneOf }).flatMap(([key, value]) =>
      (Array.isArray(value) ? value : []).map((inner: unknown, index) => [inner, `${where}.${key}[${index}]`] as const),
    ),
  ];
}
