import { isRecord } from "../../text/json.ts";
import { notSupported } from "../protocol/aws-error.ts";
import { type Member, requireShape, type ServiceModel, type Shape } from "./service-model.ts";

/**
 * Checks an input against the model. Returns every violated constraint in AWS's words. For a parameter that is not in
 * the model, throws an error that names it. With `namesInput`, the paths of members in the body start with the name of
 * the input, and violations in the body come first
 * (https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_api.snapshot.json).
 */
export function validate(
  input: object,
  shapeName: string,
  model: ServiceModel,
  operation: string,
  namesInput = false,
): readonly string[] {
  const failures: string[] = [];
  const shape = requireShape(model, shapeName);
  if (!namesInput) checkStructure({ ...input }, shape, "");
  else
    for (const isBody of [true, false])
      checkStructure(...selectMembers({ ...input }, shape, isBody), isBody ? `${lowerFirst(operation)}Input` : "");
  return failures;

  function check(value: unknown, member: Member, path: string): void {
    if (value === undefined || value === null) return;
    const shape = requireShape(model, member.shape);
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
      if (value[name] === undefined) failures.push(failure("null", join(path, name), "Member must not be null"));
    for (const [name, inner] of Object.entries(shape.members ?? {})) check(value[name], inner, join(path, name));
  }

  function checkList(value: unknown, shape: Shape, path: string): void {
    if (!Array.isArray(value)) return void failures.push(failure(show(value), path, "Member must be a list"));
    checkSize(value.length, show(value), shape, path, "length");
    if (!shape.member) return;
    const item = requireShape(model, shape.member.shape);
    if (isScalar(item)) checkItems("Member", value, item, show(value), path);
    else for (const [index, one] of value.entries()) check(one, shape.member, `${path}.${index + 1}.member`);
  }

  /** Reports all invalid scalars of a list or map as one failure, with the path of the list or map. */
  function checkItems(what: string, items: readonly unknown[], item: Shape, shown: string, path: string): void {
    if (items.every((one) => meets(one, item))) return;
    const constraints = constraintsOf(item, what === "Map value", namesInput).join(", ");
    failures.push(failure(shown, path, `${what} must satisfy constraint: [${constraints}]`));
  }

  function meets(value: unknown, shape: Shape): boolean {
    const before = failures.length;
    checkScalar(value, shape, "");
    return failures.splice(before).length === 0;
  }

  function checkMap(value: Readonly<Record<string, unknown>>, shape: Shape, path: string): void {
    checkSize(Object.keys(value).length, show(value), shape, path, "length");
    if (shape.key) checkItems("Map keys", Object.keys(value), requireShape(model, shape.key.shape), show(value), path);
    if (!shape.value) return;
    const item = requireShape(model, shape.value.shape);
    if (isScalar(item)) checkItems("Map value", Object.values(value), item, show(value), path);
    else for (const [key, one] of Object.entries(value)) check(one, shape.value, `${path}.${key}.member`);
  }

  function checkScalar(value: unknown, shape: Shape, path: string): void {
    if (value instanceof Uint8Array) return;
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) failures.push(failure("null", path, "Member must be a timestamp"));
      return;
    }
    const type = SCALAR_TYPES[shape.type];
    if (type && typeof value !== type)
      return void failures.push(failure(show(value), path, `Member must be a ${type}`));
    if (typeof value === "number") checkSize(value, show(value), shape, path, "value");
    if (typeof value === "string") checkString(value, shape, path);
  }

  function checkString(value: string, shape: Shape, path: string): void {
    checkSize(value.length, value, shape, path, "length");
    if (shape.enum && !shape.enum.includes(value))
      failures.push(failure(value, path, `Member must satisfy enum value set: [${shape.enum.join(", ")}]`));
    if (shape.pattern && !patternOf(shape.pattern).test(value))
      failures.push(failure(value, path, `Member must satisfy regular expression pattern: ${shape.pattern}`));
  }

  function checkSize(size: number, shown: string, shape: Shape, path: string, what: "length" | "value"): void {
    if (shape.min !== undefined && size < shape.min)
      failures.push(failure(shown, path, `Member must have ${what} greater than or equal to ${shape.min}`));
    if (shape.max !== undefined && size > shape.max)
      failures.push(failure(shown, path, `Member must have ${what} less than or equal to ${shape.max}`));
  }
}

/** AWS's error message for violated constraints. */
export function validationMessage(failures: readonly string[]): string {
  return `${failures.length} validation error${failures.length === 1 ? "" : "s"} detected: ${failures.join("; ")}`;
}

/** Selects the members of an input that are in the body, or those that are not. */
function selectMembers(
  input: Readonly<Record<string, unknown>>,
  shape: Shape,
  isBody: boolean,
): [Readonly<Record<string, unknown>>, Shape] {
  const isSelected = (name: string) => (shape.members?.[name]?.location === undefined) === isBody;
  const members = Object.entries(shape.members ?? {}).filter(([name]) => isSelected(name));
  return [
    Object.fromEntries(Object.entries(input).filter(([name]) => isSelected(name))),
    { ...shape, members: Object.fromEntries(members), required: (shape.required ?? []).filter(isSelected) },
  ];
}

/**
 * The constraints on one item, in AWS's order. For the values of a map and, without `namesInput`, for enums, AWS also
 * lists "Member must not be null".
 */
function constraintsOf(
  { type, min, max, pattern, enum: values }: Shape,
  isMapValue: boolean,
  namesInput: boolean,
): readonly string[] {
  const size = type === "string" || type === "character" ? "length" : "value";
  return [
    ...(max === undefined ? [] : [`Member must have ${size} less than or equal to ${max}`]),
    ...(min === undefined ? [] : [`Member must have ${size} greater than or equal to ${min}`]),
    ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
    ...(values === undefined ? [] : [`Member must satisfy enum value set: [${values.join(", ")}]`]),
    ...((values !== undefined && !namesInput) || isMapValue ? ["Member must not be null"] : []),
  ];
}

function isScalar({ type }: Shape): boolean {
  return type !== "structure" && type !== "list" && type !== "map";
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

/**
 * AWS's patterns are Java patterns and must match the whole string. A pattern that JavaScript rejects with the `u` flag
 * is compiled without it.
 */
function patternOf(source: string): RegExp {
  const known = patterns.get(source);
  if (known) return known;
  const compiled = new RegExp(`^(?:${source})$`, isValidWithUnicodeFlag(source) ? "su" : "s");
  patterns.set(source, compiled);
  return compiled;
}

function isValidWithUnicodeFlag(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

function failure(shown: string, path: string, constraint: string): string {
  return `Value ${shown === "null" ? "null" : `'${shown}'`} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** Formats a value as Java prints it: `[a, b]`, `{key=value}`. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (!isRecord(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}=${show(item)}`);
  return `{${entries.join(", ")}}`;
}

function join(path: string, name: string): string {
  return path === "" ? lowerFirst(name) : `${path}.${lowerFirst(name)}`;
}

function lowerFirst(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
