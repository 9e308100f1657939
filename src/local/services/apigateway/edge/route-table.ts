import type { ApiDefinition, MethodDefinition, ResourceDefinition } from "../definition.ts";

interface Route {
  readonly verb: string;
  readonly resource: ResourceDefinition;
  readonly method: MethodDefinition;
  /** The key of the method's settings on a stage: `items/{id}/GET`. */
  readonly settingsKey: string;
}

/** The method for a request, and the values of its path variables. */
export interface Match {
  readonly route: Route;
  /** The values as sent: REST APIs do not decode them (https://github.com/serverless/serverless/issues/5037). */
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/** Finds the method for a path and a verb; undefined if it does not exist. */
export type RouteTable = (path: string, verb: string) => Match | undefined;

interface Variable {
  readonly name: string;
  readonly isGreedy: boolean;
  readonly node: Node;
}

interface Node {
  readonly literals: Map<string, Node>;
  readonly variables: Variable[];
  routes?: ReadonlyMap<string, Route>;
}

/**
 * Compiles the routes of an API. If several resources match a path and have the method, literal segments take
 * precedence over variables, and variables over greedy variables
 * (https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_common.py).
 */
export function compileRoutes({ resources }: ApiDefinition): RouteTable {
  const root = newNode();
  for (const resource of resources) {
    const entries = Object.entries(resource.methods).map(
      ([verb, method]) => [verb, { verb, resource, method, settingsKey: `${resource.path.slice(1)}/${verb}` }] as const,
    );
    if (entries.length > 0) nodeAt(root, segmentsOf(resource.path)).routes = new Map(entries);
  }
  return (path, verb) => {
    const values: (readonly [string, string])[] = [];
    const route = findRoute(root, segmentsOf(path), 0, verb, values);
    return route && { route, pathParameters: values.length > 0 ? Object.fromEntries(values) : null };
  };
}

/**
 * The verbs that ANY includes
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html).
 */
const ANY: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

function newNode(): Node {
  return { literals: new Map(), variables: [] };
}

/** API Gateway ignores trailing slashes. */
function segmentsOf(path: string): readonly string[] {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? [] : trimmed.slice(1).split("/");
}

function nodeAt(root: Node, segments: readonly string[]): Node {
  return segments.reduce((node, segment) => {
    if (!segment.startsWith("{")) {
      const known = node.literals.get(segment) ?? newNode();
      node.literals.set(segment, known);
      return known;
    }
    const isGreedy = segment.endsWith("+}");
    const name = segment.slice(1, isGreedy ? -2 : -1);
    const known = node.variables.find((variable) => variable.name === name && variable.isGreedy === isGreedy);
    const variable = known ?? { name, isGreedy, node: newNode() };
    if (!known) node.variables.push(variable);
    node.variables.sort((a, b) => Number(a.isGreedy) - Number(b.isGreedy));
    return variable.node;
  }, root);
}

function findRoute(
  node: Node,
  segments: readonly string[],
  at: number,
  verb: string,
  values: (readonly [string, string])[],
): Route | undefined {
  const segment = segments[at];
  if (segment === undefined) return routeOf(node, verb);
  const literal = node.literals.get(segment);
  const found = literal && findRoute(literal, segments, at + 1, verb, values);
  if (found || segment === "") return found;
  for (const { name, isGreedy, node: next } of node.variables) {
    values.push([name, isGreedy ? segments.slice(at).join("/") : segment]);
    const below = isGreedy ? routeOf(next, verb) : findRoute(next, segments, at + 1, verb, values);
    if (below) return below;
    values.pop();
  }
  return undefined;
}

function routeOf({ routes }: Node, verb: string): Route | undefined {
  return routes?.get(verb) ?? (ANY.has(verb) ? routes?.get("ANY") : undefined);
}
