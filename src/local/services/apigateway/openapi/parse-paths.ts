import type { JsonObject } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { MethodDefinition, ResourceDefinition } from "../definition.ts";
import { importError, invalidOpenApi } from "../errors.ts";
import { randomId } from "../random-id.ts";
import type { ImportContext } from "./import-context.ts";
import { parseOperation } from "./parse-operation.ts";
import { readList, readObject, requireObject } from "./read-json.ts";

const VERBS = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);
/**
 * The extension for a path's catch-all operation, which handles every method that has no operation of its own
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html).
 */
const ANY_METHOD = "x-amazon-apigateway-any-method";
/** Members of a path item that are not operations. Only `parameters` affects the API. */
const OTHER_MEMBERS = new Set(["summary", "description", "servers", "parameters"]);

/** Parses `paths` into resources: one for each path and for each of its parent paths. */
export function parsePaths(document: JsonObject, context: ImportContext): readonly ResourceDefinition[] {
  const root: ResourceDefinition = { id: context.rootResourceId, path: "/", methods: {} };
  const resources = new Map([["/", root]]);
  for (const [path, item] of Object.entries(requireObject(document.paths, "paths"))) {
    if (!path.startsWith("/")) throw invalidOpenApi(`attribute paths.'${path}': a path must begin with a slash`);
    const resource = addResource(resources, path);
    resources.set(resource.path, { ...resource, methods: parsePathItem(document, path, item, context) });
  }
  return [...resources.values()];
}

function addResource(resources: Map<string, ResourceDefinition>, path: string): ResourceDefinition {
  const known = resources.get(path);
  if (known) return known;
  const parent = addResource(resources, path.slice(0, path.lastIndexOf("/")) || "/");
  const pathPart = path.slice(path.lastIndexOf("/") + 1);
  checkPathPart(path, pathPart, parent, [...resources.values()]);
  const resource = { id: randomId(6), parentId: parent.id, pathPart, path, methods: {} };
  resources.set(path, resource);
  return resource;
}

function checkPathPart(
  path: string,
  pathPart: string,
  parent: ResourceDefinition,
  resources: readonly ResourceDefinition[],
): void {
  const refusal = (why: string) => importError(`Unable to create resource at path '${path}': ${why}`);
  if (!/^([A-Za-z0-9._:,-]+|\{[A-Za-z0-9._:-]+\+?\})$/.test(pathPart))
    throw refusal(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.",
    );
  if (parent.pathPart?.endsWith("+}"))
    throw refusal(`Cannot create a child of a resource with a greedy path variable: ${parent.pathPart}`);
  const sibling = resources.find(
    (other) => other.parentId === parent.id && isVariable(other.pathPart) && isVariable(pathPart),
  );
  if (sibling)
    throw refusal(
      `A sibling (${sibling.pathPart}) of this resource already has a variable path part -- only one unique variable path part is allowed`,
    );
}

function isVariable(pathPart = ""): boolean {
  return pathPart.startsWith("{");
}

function parsePathItem(
  document: JsonObject,
  path: string,
  value: unknown,
  context: ImportContext,
): Readonly<Record<string, MethodDefinition>> {
  const where = `paths.'${path}'`;
  const item = requireObject(value, where);
  const sharedParameters = readList(item.parameters, `${where}.parameters`);
  const methods: Record<string, MethodDefinition> = {};
  for (const [key, operation] of Object.entries(item)) {
    const isAny = key === ANY_METHOD;
    if (OTHER_MEMBERS.has(key) || (key.startsWith("x-") && !isAny)) continue;
    if (!VERBS.has(key) && !isAny) throw notSupported(`PutRestApi: ${where}.${key}`);
    const place = { path, verb: isAny ? "ANY" : key.toUpperCase(), where: `${where}(${key})`, sharedParameters };
    methods[place.verb] = parseOperation(document, readObject(operation, place.where), place, context);
  }
  return methods;
}
