import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../../../../text/json.ts";
import { matchesExpression } from "../../../patterns/matches-expression.ts";
import { parseRecords } from "../../../state/null-prototype.ts";
import { type JsonSchema, referencedModel } from "./json-schema.ts";

type Models = Readonly<Record<string, JsonSchema>>;

/** Whether a JSON value (undefined for invalid JSON) matches a schema. Each `$ref` refers to one of the models. */
export function matchesSchema(value: unknown, schema: unknown, models: Models): boolean {
  if (!isRecord(schema)) return schema !== false;
  if (schema.$ref !== undefined) return matchesSchema(value, models[referencedModel(schema.$ref) ?? ""], models);
  return (
    hasType(value, schema.type) &&
    (!Array.isArray(schema.enum) || schema.enum.some((allowed: unknown) => isSame(allowed, value))) &&
    (typeof value !== "number" || isInRange(value, schema)) &&
    (typeof value !== "string" || fitsText(value, schema)) &&
    (!Array.isArray(value) || value.every((item: unknown) => matchesSchema(item, schema.items, models))) &&
    (!isRecord(value) || fitsObject(value, schema, models)) &&
    fitsCombinations(value, schema, models)
  );
}

/** Compares JSON values regardless of their prototypes. */
function isSame(one: unknown, other: unknown): boolean {
  return (
    other !== undefined && isDeepStrictEqual(parseRecords(JSON.stringify(one)), parseRecords(JSON.stringify(other)))
  );
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  if (Array.isArray(type)) return type.some((one: unknown) => hasType(value, one));
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isRecord(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function isInRange(value: number, { minimum, maximum }: JsonSchema): boolean {
  return !(typeof minimum === "number" && value < minimum) && !(typeof maximum === "number" && value > maximum);
}

function fitsText(value: string, { minLength, maxLength, pattern }: JsonSchema): boolean {
  const length = [...value].length;
  return (
    !(typeof minLength === "number" && length < minLength) &&
    !(typeof maxLength === "number" && length > maxLength) &&
    !(typeof pattern === "string" && !matchesExpression(pattern, value))
  );
}

function fitsObject(value: Readonly<Record<string, unknown>>, schema: JsonSchema, models: Models): boolean {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  return (
    required.every((name) => Object.hasOwn(value, String(name))) &&
    Object.entries(value).every(([name, item]) =>
      matchesSchema(item, Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties, models),
    )
  );
}

function fitsCombinations(value: unknown, { allOf, anyOf, oneOf, not }: JsonSchema, models: Models): boolean {
  const matching = (schemas: readonly unknown[]) => schemas.filter((one) => matchesSchema(value, one, models)).length;
  return (
    (!Array.isArray(allOf) || matching(allOf) === allOf.length) &&
    (!Array.isArray(anyOf) || matching(anyOf) > 0) &&
    (!Array.isArray(oneOf) || matching(oneOf) === 1) &&
    (not === undefined || !matchesSchema(value, not, models))
  );
}
