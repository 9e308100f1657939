import { type Member, requireShape, type ServiceModel } from "../model/service-model.ts";
import { emptyRecord } from "../state/null-prototype.ts";
import { AwsError } from "./aws-error.ts";
import { readTimestamp, timestampFormat, writeTimestamp } from "./timestamp.ts";

/**
 * Reads a JSON value by its shape: base64 becomes bytes, timestamps become dates. Throws SerializationException for a
 * value of the wrong type, as AWS does, but leaves an invalid timestamp to validation.
 */
export function fromJson(value: unknown, member: Member, model: ServiceModel): unknown {
  if (value === null || value === undefined) return undefined;
  const shape = requireShape(model, member.shape);
  switch (shape.type) {
    case "structure":
      return structureFromJson(expectRecord(value), Object.entries(shape.members ?? {}), model);
    case "list": {
      const { member: inner } = shape;
      if (!Array.isArray(value) || !inner) throw serializationError("Expected list");
      return value.map((item) => fromJson(item, inner, model));
    }
    case "map": {
      const { value: inner } = shape;
      const entries = Object.entries(expectRecord(value));
      return Object.fromEntries(entries.map(([key, item]) => [key, inner ? fromJson(item, inner, model) : item]));
    }
    case "blob":
      return new Uint8Array(Buffer.from(expect(value, "string"), "base64"));
    case "timestamp":
      return readTimestamp(value);
    case "string":
    case "character":
      return expect(value, "string");
    case "boolean":
      return expect(value, "boolean");
    default:
      return expect(value, "number");
  }
}

/**
 * Reads the members of a structure. The caller omits members that are bound elsewhere (headers, path, query). Unknown
 * members are kept, so that validation rejects them.
 */
export function structureFromJson(
  record: Readonly<Record<string, unknown>>,
  members: readonly (readonly [string, Member])[],
  model: ServiceModel,
): Record<string, unknown> {
  const byWireName = new Map(members.map(([name, member]) => [member.locationName ?? name, [name, member] as const]));
  const result = emptyRecord<unknown>();
  for (const [key, value] of Object.entries(record)) {
    const known = byWireName.get(key);
    if (known) result[known[0]] = fromJson(value, known[1], model);
    else if (value !== null) result[key] = value;
  }
  return result;
}

/** Writes a value as JSON by its shape. Members that the model lacks are omitted, because AWS never sends them. */
function toJson(value: unknown, member: Member, model: ServiceModel): unknown {
  if (value === undefined || value === null) return undefined;
  const shape = requireShape(model, member.shape);
  if (value instanceof Date)
    return writeTimestamp(value, timestampFormat(member.timestampFormat ?? shape.timestampFormat, "unixTimestamp"));
  if (shape.type === "blob" && value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (shape.type === "list" && Array.isArray(value))
    return value.map((item) => (shape.member ? toJson(item, shape.member, model) : item));
  if (shape.type === "map")
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, shape.value ? toJson(item, shape.value, model) : item]),
    );
  if (shape.type === "structure") return structureToJson(value, Object.entries(shape.members ?? {}), model);
  return value;
}

/** Writes the given members of a structure under their wire names. */
export function structureToJson(
  value: object,
  members: readonly (readonly [string, Member])[],
  model: ServiceModel,
): Record<string, unknown> {
  const given: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(
    members
      .filter(([name]) => given[name] !== undefined && given[name] !== null)
      .map(([name, member]) => [member.locationName ?? name, toJson(given[name], member, model)]),
  );
}

/** Parses a JSON body; an empty body is treated as an empty object. */
export function parseJsonBody(body: Uint8Array): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return expectRecord(JSON.parse(Buffer.from(body).toString("utf8")));
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw serializationError("Could not parse request body into json");
  }
}

function expect(value: unknown, type: "string"): string;
function expect(value: unknown, type: "number" | "boolean"): unknown;
function expect(value: unknown, type: string): unknown {
  if (typeof value !== type)
    throw serializationError(`${typeof value} can not be converted to ${type === "string" ? "a String" : `a ${type}`}`);
  return value;
}

function expectRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw serializationError("Unexpected type; expected an object");
  return { ...value };
}

function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", 400, message);
}
