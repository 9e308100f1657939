import { checkValue } from "./check-value.ts";
import type { Field, Model, Value } from "./model.ts";
import { badRequest, type Fault, quote } from "./problem.ts";
import type { JsonObject } from "./request.ts";

/** The fields of an item, in the model's order. */
export type Fields = Readonly<Record<string, Value>>;

/** Changes to an item. Absent fields stay unchanged; null removes a field. */
export type Changes = Readonly<Record<string, Value | null>>;

const READ_ONLY_FIELDS = ["id", "url", "version", "createdAt", "updatedAt", "expiresAt"];

/** Parses the fields in a POST or PUT body, and adds defaults; throws a 400 that lists every fault. */
export function parseFields(model: Model, body: JsonObject): Fields {
  const faults = findUnknownFields(model, body);
  const fields: Record<string, Value> = {};
  for (const [name, field] of Object.entries(model.fields)) {
    const given = Object.hasOwn(body, name) ? body[name] : field.default;
    if (given === undefined && !field.required) continue;
    addValueOrFault(name, field, given, { into: fields, faults });
  }
  if (faults.length > 0) throw badRequest(faults);
  return fields;
}

/** Parses the changes in a PATCH body (RFC 7396); throws a 400 that lists every fault. An empty object is a fault. */
export function parseChanges(model: Model, body: JsonObject): Changes {
  const faults = findUnknownFields(model, body);
  const changes: Record<string, Value | null> = {};
  for (const [name, field] of Object.entries(model.fields)) {
    if (!Object.hasOwn(body, name)) continue;
    if (body[name] === null && isOptional(field)) changes[name] = null;
    else addValueOrFault(name, field, body[name], { into: changes, faults });
  }
  if (Object.keys(body).length === 0) faults.push({ pointer: "#", detail: "at least one field to change is required" });
  if (faults.length > 0) throw badRequest(faults);
  return changes;
}

/** Whether an item may lack the field. */
export function isOptional(field: Field): boolean {
  return !field.required && field.default === undefined;
}

function addValueOrFault(
  name: string,
  field: Field,
  given: unknown,
  { into, faults }: { readonly into: Record<string, Value | null>; readonly faults: Fault[] },
): void {
  const { value, fault } = { value: undefined, ...checkValue(field, given) };
  if (value !== undefined) into[name] = value;
  else faults.push({ pointer: toPointer(name), detail: `${name} ${fault}` });
}

function findUnknownFields({ fields }: Model, body: JsonObject): Fault[] {
  const unknown = Object.keys(body).filter((name) => !Object.hasOwn(fields, name));
  const names = Object.keys(fields);
  const known = `${names.length === 1 ? "the only field is" : "the fields are"} ${names.join(", ")}`;
  return unknown.map((name) => {
    const detail = READ_ONLY_FIELDS.includes(name)
      ? `${name} is read-only; leave it out`
      : `unknown field ${quote(name)}; ${known}`;
    return { pointer: toPointer(name), detail };
  });
}

// A JSON Pointer as a URI fragment (RFC 6901 section 6). encodeURIComponent throws for an unpaired surrogate.
function toPointer(name: string): string {
  const escaped = name.replaceAll("~", "~0").replaceAll("/", "~1");
  return `#/${encodeURIComponent(escaped.replace(/\p{Surrogate}/gu, "\u{fffd}"))}`;
}
