import type { RequestModel, ServiceModel } from "../model/service-model.ts";
import { AwsError } from "./aws-error.ts";
import type { WireRequest } from "./protocol.ts";

interface Route {
  readonly operation: RequestModel;
  readonly path: RegExp;
  readonly labels: readonly string[];
  /** Query parameters in the operation's URI; an empty value matches any value. */
  readonly literals: ReadonlyMap<string, string>;
  readonly query: ReadonlySet<string>;
  readonly literalSegments: number;
  readonly weight: number;
}

/** Finds the operation that a request is for, supported or not; if several match, the one with the highest rank. */
export function findRestOperation(request: WireRequest, model: ServiceModel): RequestModel | undefined {
  return findRoute(request, model)?.operation;
}

/** The values of the labels in the path, decoded. */
export function pathLabels(request: WireRequest, model: ServiceModel): ReadonlyMap<string, string> {
  const route = findRoute(request, model);
  const found = route?.path.exec(request.path);
  return new Map((route?.labels ?? []).map((label, index) => [label, decodeLabel(found?.[index + 1] ?? "")]));
}

/** Finds a query parameter or discriminating header that the request's operation does not define. */
export function findUndefinedParameter(request: WireRequest, model: ServiceModel): string | undefined {
  const route = findRoute(request, model);
  if (!route) return undefined;
  const headers = discriminatingHeaders(routesOfPath(request, model));
  return [...undefinedQuery(request, route), ...undefinedHeaders(request, route, headers)][0];
}

/** The route found for each request. Cached because handling a request requires the route several times. */
const routeCache = new WeakMap<WireRequest, { readonly model: ServiceModel; readonly route: Route | undefined }>();

function findRoute(request: WireRequest, model: ServiceModel): Route | undefined {
  const last = routeCache.get(request);
  if (last?.model === model) return last.route;
  const route = bestRoute(request, model);
  routeCache.set(request, { model, route });
  return route;
}

function bestRoute(request: WireRequest, model: ServiceModel): Route | undefined {
  const routes = routesOfPath(request, model);
  const headers = discriminatingHeaders(routes);
  const matching = routes.filter((route) => hasLiterals(request, route));
  const ranks = new Map(matching.map((route) => [route, rank(request, route, headers)]));
  const [best] = matching.sort((a, b) => compareRanks(ranks.get(b) ?? [], ranks.get(a) ?? []));
  return best;
}

function routesOfPath(request: WireRequest, model: ServiceModel): Route[] {
  return routesOf(model).filter(
    ({ operation, path }) => operation.method === request.method && path.test(request.path),
  );
}

function hasLiterals({ query }: WireRequest, { literals }: Route): boolean {
  return [...literals].every(([name, value]) => query.has(name) && (value === "" || query.get(name) === value));
}

/**
 * The rank of a matching operation, as numbers to compare from left to right: the number of literal segments in its
 * path; whether it defines all query parameters and discriminating headers in the request; whether the request has all
 * query parameters and headers that the operation requires; whether the SDK names the operation; the number of query
 * parameters and headers that the operation requires.
 */
function rank(request: WireRequest, route: Route, headers: ReadonlySet<string>): readonly number[] {
  const { requiredQuery = [], requiredHeaders = [], name } = route.operation;
  const definesAll =
    undefinedQuery(request, route).length === 0 && undefinedHeaders(request, route, headers).length === 0;
  const isComplete =
    requiredQuery.every((parameter) => request.query.has(parameter)) &&
    requiredHeaders.every((header) => request.headers[header] !== undefined);
  // The JavaScript SDK names the operation in the query.
  const isNamed = request.query.get("x-id") === name;
  return [route.literalSegments, Number(definesAll), Number(isComplete), Number(isNamed), route.weight];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

function undefinedQuery(request: WireRequest, { operation, literals, query }: Route): readonly string[] {
  if (operation.anyQuery) return [];
  return [...request.query.keys()].filter((name) => name !== "x-id" && !literals.has(name) && !query.has(name));
}

/**
 * The headers that distinguish operations with the same method and path, such as x-amz-copy-source: at least one of the
 * operations requires the header.
 */
function discriminatingHeaders(routes: readonly Route[]): ReadonlySet<string> {
  return new Set(routes.flatMap(({ operation }) => operation.requiredHeaders ?? []));
}

function undefinedHeaders(request: WireRequest, { operation }: Route, headers: ReadonlySet<string>): readonly string[] {
  return [...headers].filter(
    (name) => request.headers[name] !== undefined && !operation.requiredHeaders?.includes(name),
  );
}

function decodeLabel(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError("InvalidURI", 400, "Couldn't parse the specified URI.");
  }
}

const compiled = new WeakMap<ServiceModel, readonly Route[]>();

function routesOf(model: ServiceModel): readonly Route[] {
  const done = compiled.get(model);
  if (done) return done;
  const operations: readonly RequestModel[] = [...Object.values(model.operations), ...Object.values(model.unsupported)];
  const routes = operations.map(compileRoute);
  compiled.set(model, routes);
  return routes;
}

function compileRoute(operation: RequestModel): Route {
  const [path = "", search = ""] = operation.uri.split("?");
  const labels: string[] = [];
  const pattern = path.replace(/[.]/g, "\\.").replace(/\{([^}+]+)(\+?)\}/g, (_, label: string, greedy: string) => {
    labels.push(label);
    return greedy ? "(.+)" : "([^/]+)";
  });
  const literals = new Map(new URLSearchParams(search));
  const { requiredQuery = [], requiredHeaders = [], query = [] } = operation;
  return {
    operation,
    path: new RegExp(`^${pattern}/?$`, "s"),
    labels,
    literals,
    query: new Set(query),
    literalSegments: path.split("/").filter((part) => part !== "" && !part.includes("{")).length,
    weight: literals.size + requiredQuery.length + requiredHeaders.length,
  };
}
