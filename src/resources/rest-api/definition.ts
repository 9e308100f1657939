import { PutRestApiCommand, paginateGetResources } from "@aws-sdk/client-api-gateway";
import type { ApiDocument } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { type Tags, tagsToUpdate } from "../../aws/ownership.ts";
import { isAwsError } from "../../aws/undefined-on.ts";
import { addNote } from "../../engine/notes.ts";
import { isTimeout, retryWhile } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { UNFINISHED_TAG } from "./api-tags.ts";
import { tagApiResource } from "./change-rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/**
 * Puts the whole definition, and returns the API's tags after the overwrite. AWS does not document whether an overwrite
 * keeps the tags, which are needed to find the API.
 */
export async function putDefinition(cloud: Cloud, restApiId: string, document: ApiDocument): Promise<Tags> {
  const command = new PutRestApiCommand({
    restApiId,
    mode: "overwrite",
    failOnWarnings: false,
    body: Buffer.from(document.body),
  });
  const wait = { for: "API Gateway to accept the API's resource policy", seconds: PRINCIPAL_SECONDS, pauseSeconds: 3 };
  const put = () => retryOnConflict(cloud, "PutRestApi", () => cloud.apigateway.send(command));
  const { tags, warnings = [] } = await retryWhile(cloud, wait, isInvalidPolicy, put).catch((error: unknown) => {
    throw isTimeout(error) ? invalidPolicy(document, error) : error;
  });
  if (warnings.length > 0) await requireRoutes(cloud, restApiId, document, warnings);
  return tags ?? {};
}

/** Puts the whole definition, and restores tags that the overwrite may have removed. */
export async function putKeepingTags(
  cloud: Cloud,
  document: ApiDocument,
  { id, tags }: { readonly id: string; readonly tags: Tags },
): Promise<void> {
  // The value of this tag is out of date: the current run was recorded in the tag after the tags were read.
  const { [UNFINISHED_TAG]: _, ...others } = tags;
  const lost = tagsToUpdate(await putDefinition(cloud, id, document), others);
  if (Object.keys(lost).length > 0) await tagApiResource(cloud, `/restapis/${id}`, lost);
}

/** API Gateway may fail to find a new role or user for this long. */
const PRINCIPAL_SECONDS = 15;

/**
 * Whether API Gateway rejects the policy, for example because it cannot find a new principal yet
 * (https://github.com/hashicorp/terraform-provider-aws/issues/29392).
 */
function isInvalidPolicy(error: unknown): boolean {
  return isAwsError(error, "BadRequestException") && /^Invalid policy document/.test(error.message);
}

function invalidPolicy({ access }: ApiDocument, cause: unknown): TodoApiError {
  const { grant } = access;
  const advice =
    grant.length > 0 ? `that these roles, users and accounts exist: ${grant.join(", ")}` : "--allow-ip and --deny-ip";
  const message = `API Gateway rejected the API's resource policy; check ${advice}`;
  return new TodoApiError("invalid-grant", EXIT.failure, message, { cause });
}

/** Throws if API Gateway omitted a route, so that nothing is deployed; otherwise adds its warnings to the notes. */
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
      `API Gateway dropped ${dropped.join(", ")} from the API's definition, so the definition was not deployed: ${warnings.join("; ")}`,
    );
  for (const warning of warnings) addNote(`API Gateway warns about the API's definition: ${warning}`);
}
