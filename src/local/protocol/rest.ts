import { AwsError } from "../aws-error.ts";
import { type Member, type OperationModel, presentShape, type ServiceModel } from "../model/service-model.ts";
import type { WireRequest } from "./protocol.ts";
import { readScalar, writeScalar } from "./scalar.ts";

interface Route {
  readonly operation: OperationModel;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  /** Query parameters that the input requires: S3 tells some operations apart by nothing else. */
  readonly required: readonly string[];
  readonly weight: number;
}

const routesOf = new WeakMap<ServiceModel, readonly Route[]>();

/** Finds the operation by method, path and the literal query that its URI names; the most particular one wins. */
export function findRestOperation(request: WireRequest, model: ServiceModel): OperationModel | undefined {
  return findRoute(request, model)?.operation;
}

/** The input members that are bound to the path, the query and the headers. */
export function readBindings(
  request: WireRequest,
  operation: OperationModel,
  model: ServiceModel,
): Record<string, unknown> {
  refuseUnsupported(request, operation);
  const labels = pathLabels(request, model);
  const members = Object.entries(operation.input ? (presentShape(model, operation.input).members ?? {}) : {});
  const bound = new Set(
    members
      .filter(([, { location }]) => location === "querystring")
      .map(([name, member]) => member.locationName ?? name),
  );
  const input: Record<string, unknown> = {};
  for (const [name, member] of members) {
    const value = readBinding(request, labels, name, member, model, bound);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** The headers that an output's members are bound to. */
export function writeHeaders(output: object, operation: OperationModel, model: ServiceModel): Record<string, string> {
  const given: Readonly<Record<string, unknown>> = { ...output };
  const headers: Record<string, string> = {};
  const members = operation.output ? (presentShape(model, operation.output).members ?? {}) : {};
  for (const [name, member] of Object.entries(members)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    if (member.location === "header")
      headers[(member.locationName ?? name).toLowerCase()] = writeScalar(
        value,
        presentShape(model, member.shape),
        member,
        "rfc822",
      );
    if (member.location === "headers" && typeof value === "object")
      for (const [key, text] of Object.entries(value))
        headers[`${member.locationName ?? ""}${key}`.toLowerCase()] = String(text);
  }
  return headers;
}

/** The status of an answer: the one that the operation's output names, or the model's. */
export function writeStatus(output: object, operation: OperationModel, model: ServiceModel): number {
  const members = Object.entries(operation.output ? (presentShape(model, operation.output).members ?? {}) : {});
  const [name] = members.find(([, member]) => member.location === "statusCode") ?? [];
  const given: Readonly<Record<string, unknown>> = { ...output };
  const status = name === undefined ? undefined : given[name];
  return typeof status === "number" ? status : operation.status;
}

function readBinding(
  request: WireRequest,
  labels: ReadonlyMap<string, string>,
  name: string,
  member: Member,
  model: ServiceModel,
  bound: ReadonlySet<string>,
): unknown {
  const shape = presentShape(model, member.shape);
  const wireName = member.locationName ?? name;
  const scalar = (text: string | null | undefined) =>
    text === null || text === undefined ? undefined : readScalar(text, shape);
  if (member.location === "uri") return scalar(labels.get(wireName));
  if (member.location === "header") return scalar(request.headers[wireName.toLowerCase()]);
  if (member.location === "headers") return prefixedHeaders(request, wireName.toLowerCase());
  if (member.location !== "querystring") return undefined;
  if (shape.type === "list") return request.query.has(wireName) ? request.query.getAll(wireName) : undefined;
  if (shape.type === "map") return Object.fromEntries([...request.query].filter(([key]) => !bound.has(key)));
  return scalar(request.query.get(wireName));
}

function prefixedHeaders(request: WireRequest, prefix: string): Record<string, string> | undefined {
  const entries = Object.entries(request.headers).filter(([key]) => key.startsWith(prefix));
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** A parameter that AWS knows and we do not must never be passed over in silence. */
function refuseUnsupported(request: WireRequest, operation: OperationModel): void {
  for (const name of operation.refused)
    if (request.headers[name.toLowerCase()] !== undefined || request.query.has(name))
      throw new AwsError(
        "NotSupportedByLocalCloud",
        400,
        `${operation.name}: the parameter ${name} is not supported by the local cloud.`,
      );
}

function pathLabels(request: WireRequest, model: ServiceModel): ReadonlyMap<string, string> {
  const route = findRoute(request, model);
  const found = route?.path.exec(request.path);
  return new Map((route?.labels ?? []).map((label, index) => [label, decodeLabel(found?.[index + 1] ?? "")]));
}

function decodeLabel(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", 400, "Couldn't parse the specified URI.");
  }
}

function findRoute(request: WireRequest, model: ServiceModel): Route | undefined {
  const routes = routesOf.get(model) ?? compileRoutes(model);
  const matching = routes.filter(
    (route) =>
      route.operation.method === request.method &&
      route.path.test(request.path) &&
      route.query.every(
        ([name, value]) => request.query.has(name) && (value === "" || request.query.get(name) === value),
      ),
  );
  return matching.find((route) => route.required.every((name) => request.query.has(name))) ?? matching[0];
}

function compileRoutes(model: ServiceModel): readonly Route[] {
  const routes = Object.values(model.operations)
    .map((operation) => compileRoute(operation, model))
    .sort((a, b) => b.weight - a.weight);
  routesOf.set(model, routes);
  return routes;
}

function compileRoute(operation: OperationModel, model: ServiceModel): Route {
  const [path = "", search = ""] = operation.uri.split("?");
  const labels: string[] = [];
  const pattern = path.replace(/[.]/g, "\\.").replace(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => {
    labels.push(label);
    return greedy ? "(.+)" : "([^/]+)";
  });
  const query = [...new URLSearchParams(search)];
  const required = requiredQuery(operation, model);
  return {
    operation,
    path: new RegExp(`^${pattern}/?$`, "s"),
    labels,
    query,
    required,
    weight: (query.length + required.length) * 100 + path.split("/").length - labels.length,
  };
}

function requiredQuery(operation: OperationModel, model: ServiceModel): readonly string[] {
  const { members = {}, required = [] } = operation.input ? presentShape(model, operation.input) : {};
  return required.flatMap((name) => {
    const member = members[name];
    return member?.location === "querystring" ? [member.locationName ?? name] : [];
  });
}
