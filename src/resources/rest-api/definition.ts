import { PutRestApiCommand, paginateGetResources } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import type { Tags } from "../../aws/ownership.ts";
import { addNote } from "../../engine/notes.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/**
 * Puts the whole definition and returns the API's tags afterwards: whether an overwrite keeps them, by which the API is
 * found again, is not documented.
 */
export async function putDefinition(cloud: Cloud, restApiId: string, document: ApiDocument): Promise<Tags> {
  const command = new PutRestApiCommand({
    restApiId,
    mode: "overwrite",
    failOnWarnings: false,
    body: Buffer.from(document.body),
  });
  const { tags, warnings = [] } = await retryOnConflict(cloud, "PutRestApi", () => cloud.apigateway.send(command));
  if (warnings.length > 0) await requireRoutes(cloud, restApiId, document, warnings);
  return tags ?? {};
}

/** Adds API Gateway's warnings to the notes, and throws if it left out a route: then nothing is deployed. */
async function requireRoutes(
  cloud: Cloud,
  restApiId: string,
  { routes }: ApiDocument,
  warnings: readonly string[],
): Promise<void> {
  const kept = new Set<string>();
  const paginator = { client: cloud.apigateway, pageSize: 500 };
  for await (const { items = [] } of paginateGetResources(paginator, { restApiId, embed: ["methods"] }))
    for (const { path = "", resourceMethods = {} } of items)
      for (const method of Object.keys(resourceMethods)) kept.add(`${method} ${path}`);
  const dropped = routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`).filter((one) => !kept.has(one));
  if (dropped.length > 0)
    throw new TodoApiError(
      "route-dropped",
      EXIT.failure,
      `API Gateway left out ${dropped.join(", ")} of the API's definition, and nothing was deployed: ${warnings.join("; ")}`,
    );
  for (const warning of warnings) addNote(`API Gateway warns about the API's definition: ${warning}`);
}
