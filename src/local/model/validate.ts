import { notSupported } from "../aws-error.ts";
import { type Member, presentShape, type ServiceModel, type Shape } from "./service-model.ts";

/** Checks an input against the model: every failed constraint as AWS words it, none if all is well. A parameter that is not in the model is refused by name. */
export function validate(input: object, shapeName: string, model: ServiceModel, operation: string): readonly string[] {
  const failures: string[] = [];
  checkStructure({ ...input }, presentShape(model, shapeName), "");
  return failures;

  function check(value: unknown, member: Member, path: string): void {
    if (value === undefined || value === null) return;
    const shape = presentShape(model, member.shape);
    if (shape.type === "structure" && isRecord(value)) checkStructure(value, shape, path);
    else if (shape.type === "list") checkList(value, shape, path);
    else if (shape.type === "map" && isRecord(value)) checkMap(value, shape, path);
    else checkScalar(value, shape, path);
  }

  function checkStructure(value: Readonly<Record<string, unknown>>, shape: Shape, path: string): void {
    for (const name of Object.keys(value))
      if (!shape.members?.[name])
        throw notSupported(`${operation}: the parameter ${path === "" ? "" : `${path}.`}${name}`);
    for (const name of shape.required ?? [])
      if (value[name] === undefined) failures.push(fails("null", join(path, name), "Member must not be null"));
    for (const [name, inner] of Object.entries(shape.members ?? {})) check(value[name], inner, join(path, name));
  }

  function checkList(value: unknown, shape: Shape, path: string): void {
    if (!Array.isArray(value)) return void failures.push(fails(show(value), path, "Member must be a list"));
    checkSize(value.length, show(value), shape, path, "length");
    if (shape.member)
      for (const [index, item] of value.entries()) check(item, shape.member, `${path}.${index + 1}.member`);
  }

  function checkMap(value: Readonly<Record<string, unknown>>, shape: Shape, path: string): void {
    checkSize(Object.keys(value).length, show(value), shape, path, "length");
    for (const [key, item] of Object.entries(value)) {
      if (shape.key) check(key, shape.key, `${path}.${key}.key`);
      if (shape.value) check(item, shape.value, `${path}.${key}.member`);
    }
  }

  function checkScalar(value: unknown, shape: Shape, path: string): void {
    if (value instanceof Uint8Array) return;
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) failures.push(fails("null", path, "Member must be a timestamp"));
      return;
    }
    const type = SCALAR_TYPES[shape.type];
    if (type && typeof value !== type) return void failures.push(fails(show(value), path, `Member must be a ${type}`));
    if (typeof value === "number") checkSize(value, show(value), shape, path, "value");
    if (typeof value === "string") checkString(value, shape, path);
  }

  function checkString(value: string, shape: Shape, path: string): void {
    checkSize(value.length, value, shape, path, "length");
    if (shape.enum && !shape.enum.includes(value))
      failures.push(fails(value, path, `Member must satisfy enum value set: [${shape.enum.join(", ")}]`));
    if (shape.pattern && !patternOf(shape.pattern).test(value))
      failures.push(fails(value, path, `Member must satisfy regular expression pattern: ${shape.pattern}`));
  }

  function checkSize(size: number, shown: string, shape: Shape, path: string, what: "length" | "value"): void {
    const than = what === "length" ? "have length" : "have value";
    if (shape.min !== undefined && size < shape.min)
      failures.push(fails(shown, path, `Member must ${than} greater than or equal to ${shape.min}`));
    if (shape.max !== undefined && size > shape.max)
      failures.push(fails(shown, path, `Member must ${than} less than or equal to ${shape.max}`));
  }
}

/** The message of the error that AWS makes of failed constraints. */
export function validationMessage(failures: readonly string[]): string {
  return `${failures.length} validation error${failures.length === 1 ? "" : "s"} detected: ${failures.join("; ")}`;
}

const SCALAR_TYPES: Readonly<Partial<Record<Shape["type"], string>>> = {
  string: "string",
  character: "string",
  integer: "number",
  long: "number",
  double: "number",
  float: "number",
  boolean: "boolean",
};

const patterns = new Map<string, RegExp>();

/** AWS's patterns are Java's and match the whole text; the few that JavaScript reads otherwise are not anchored twice. */
function patternOf(source: string): RegExp {
  const known = patterns.get(source);
  if (known) return known;
  const made = new RegExp(`^(?:${source})$`, "su".replace("u", unicodeSafe(source) ? "u" : ""));
  patterns.set(source, made);
  return made;
}

function unicodeSafe(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

function fails(shown: string, path: string, constraint: string): string {
  return `Value ${shown === "null" ? "null" : `'${shown}'`} at '${path}' failed to satisfy constraint: ${constraint}`;
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function join(path: string, name: string): string {
  const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return path === "" ? member : `${path}.${member}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
