import { isRemovable } from "./model/field-flag.ts";
import type { Field, Model } from "./model/model.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The schemas of a model's API, by name: items, request bodies and problems. */
export function schemasFor(model: Model): Readonly<Record<string, Schema>> {
  const fields = Object.entries(model.fields);
  const required = fields.filter(([, { required = false }]) => required).map(([name]) => name);
  const always = fields.filter(([, field]) => !isRemovable(field)).map(([name]) => name);
  const properties = Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)]));
  return {
    Item: {
      type: "object",
      required: ["id", ...always, "url", "version", "createdAt", "updatedAt"],
      properties: { id: ID, ...properties, ...SET_BY_THE_SERVICE },
      additionalProperties: false,
    },
    Items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
    NewItem: { type: "object", required, properties, additionalProperties: false },
    ItemChanges: {
      type: "object",
      properties: Object.fromEntries(fields.map(([name, field]) => [name, changeOf(field)])),
      additionalProperties: false,
    },
    Problem: PROBLEM,
  };
}

function schemaOf(field: Field): Schema {
  const { label: title, default: fallback } = field;
  return { ...limitsOf(field), title, ...(fallback !== undefined && { default: fallback }) };
}

function limitsOf(field: Field): Schema {
  if (field.type === "boolean") return { type: "boolean" };
  if (field.type !== "string")
    return { type: field.type, minimum: field.minimum ?? LOWEST, maximum: field.maximum ?? HIGHEST };
  const { choices, minLength, maxLength, format } = field;
  if (choices) return { type: "string", enum: choices };
  const named = format === "email" ? "email" : format === "url" ? "uri" : undefined;
  return { type: "string", minLength, maxLength, ...(named && { format: named }) };
}

/** The schema of a field in a PATCH body. Removable fields accept null, and defaults do not apply. */
function changeOf(field: Field): Schema {
  const { default: _, ...schema } = schemaOf(field);
  return isRemovable(field) ? { ...schema, nullable: true } : schema;
}

const LOWEST = Number.MIN_SAFE_INTEGER;
const HIGHEST = Number.MAX_SAFE_INTEGER;

const ID = {
  type: "string",
  format: "uuid",
  description: "A version 7 UUID, which starts with the creation time.",
};
const TIME = { type: "string", format: "date-time" };
const SET_BY_THE_SERVICE = {
  url: { type: "string", format: "uri", description: "The item's absolute URL." },
  version: {
    type: "integer",
    minimum: 1,
    description: "Increases by one with every change; the ETag is the version in quotes.",
  },
  createdAt: TIME,
  updatedAt: TIME,
  expiresAt: {
    ...TIME,
    description: "When the completed item will be deleted, if completed items of this API expire.",
  },
};

const FAULT = {
  type: "object",
  required: ["detail"],
  properties: {
    pointer: { type: "string", description: "The field of the body, as a URI fragment (RFC 6901)." },
    parameter: { type: "string", description: "The query parameter." },
    header: { type: "string", description: "The request header." },
    detail: { type: "string" },
  },
};

const PROBLEM = {
  type: "object",
  description: "An error (RFC 9457).",
  required: ["type", "title", "status", "detail", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    requestId: { type: "string", description: "The same ID as in the header x-amzn-RequestId and in the logs." },
    errors: { type: "array", items: FAULT },
  },
};
