import type { JsonObject } from "../../../../text/json.ts";
import { invalidOpenApi } from "../errors.ts";
import { readObject, requireObject } from "./read-json.ts";

/** Returns the object at a location, or the component of the given kind that it refers to. */
export function resolveReference(
  document: JsonObject,
  value: unknown,
  kind: "parameters" | "responses" | "requestBodies",
  where: string,
): JsonObject {
  const object = requireObject(value, where);
  if (object.$ref === undefined) return object;
  const prefix = `#/components/${kind}/`;
  const ref = String(object.$ref);
  const components = readObject(readObject(document.components, "components")[kind], `components.${kind}`);
  const found = ref.startsWith(prefix) ? components[ref.slice(prefix.length)] : undefined;
  if (found === undefined) throw invalidOpenApi(`attribute ${where}.$ref: ${ref} cannot be resolved`);
  return requireObject(found, ref);
}
