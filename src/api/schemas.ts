import { isRemovable } from "./model/field-flag.ts";
import type { Field, Model, TextFormat } from "./model/model.ts";

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
      description: "An item. An item from before a model change can lack required fields and exceed limits.",
      required: ["id", ...always, "url", "version", "createdAt", "updatedAt"],
      properties: { id: ID, ...properties, ...SET_BY_THE_SERVICE },
      additionalProperties: false,
    },
    Items: { type: "array", items: { $ref: "#/components/schemas/Item" } },
    NewItem: { type: "object", description: TRIMMED, required, properties, additionalProperties: false },
    ItemChanges: {
      type: "object",
      description: TRIMMED,
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
  return { type: "string", minLength, maxLength, ...(format && { example: EXAMPLES[format] }) };
}

/**
 * Examples instead of the formats `email` and `uri`: the API accepts values that these formats exclude, such as an
 * email address with a non-ASCII name.
 */
const EXAMPLES: Readonly<Record<TextFormat, string>> = {
  email: "ann@example.com",
  tel: "+44 20 7946 0000",
  url: "https://example.com",
};

/**
 * The schema of a field in a PATCH body. Removable fields accept null, which an `enum` must list
 * (https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md). Defaults do not
 * apply.
 */
function changeOf(field: Field): Schema {
  const { default: _, ...schema } = schemaOf(field);
  if (!isRemovable(field)) return schema;
  const isChoice = field.type === "string" && field.choices !== undefined;
  return { ...schema, nullable: true, ...(isChoice && { enum: [...field.choices, null] }) };
}

const TRIMMED = "White space at both ends of a string is removed before its limits are checked.";

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
    description: "When the completed item will be deleted, if completed items in this API expire.",
  },
};

const FAULT = {
  type: "object",
  required: ["detail"],
  properties: {
    pointer: { type: "string", description: "The field in the body, as a URI fragment (RFC 6901)." },
    parameter: { type: "string", description: "The query parameter." },
    header: { type: "string", description: "The request header." },
    detail: { type: "string" },
  },
};

const PROBLEM = {
  type: "object",
  description: "An error (RFC 9457).",
  required: ["type", "title", "detail", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer", description: "Absent from some errors that API Gateway itself returns." },
    detail: { type: "string" },
    requestId: { type: "string", description: "The same ID as in the header x-amzn-RequestId and in the logs." },
    errors: { type: "array", items: FAULT },
  },
};
