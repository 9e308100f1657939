import { type APIGatewayClient, DeleteDeploymentCommand, paginateGetDeployments } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { type DescribedDeployment, parseDescription } from "./deployment-description.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** A deployment that todo-api created: a snapshot of the API's definition. */
export interface KeptDeployment extends DescribedDeployment {
  readonly id: string;
}

/** Lists the deployments that todo-api created for an API, newest first. */
export async function listDeployments(
  apigateway: APIGatewayClient,
  restApiId: string,
): Promise<readonly KeptDeployment[]> {
  const found: { readonly at: number; readonly kept: KeptDeployment }[] = [];
  for await (const page of paginateGetDeployments({ client: apigateway, pageSize: 500 }, { restApiId }))
    for (const { id, description, createdDate } of page.items ?? []) {
      const kept = keptDeployment(id, description);
      if (kept) found.push({ at: createdDate?.getTime() ?? 0, kept });
    }
  return found.sort((a, b) => b.at - a.at).map(({ kept }) => kept);
}

/**
 * Keeps the deployment that is served and the newest deployment of every other OpenAPI document that a known release
 * uses. Deletes all other deployments that todo-api created, unless another stage serves them.
 */
export async function pruneDeployments(
  cloud: Cloud,
  restApiId: string,
  { serving, versions }: { readonly serving: string; readonly versions: ReadonlySet<string> },
): Promise<void> {
  const { apigateway } = cloud;
  const listed = await listDeployments(apigateway, restApiId);
  // Among deployments of the same document, the served one is kept. The order of the list can be wrong, because API
  // Gateway's times are whole seconds.
  const kept = new Set(listed.filter(({ id }) => id === serving).map(({ version }) => version));
  for (const { id: deploymentId, version } of listed) {
    if (deploymentId === serving) continue;
    const isNeeded = versions.has(version) && !kept.has(version);
    kept.add(version);
    if (isNeeded) continue;
    const command = new DeleteDeploymentCommand({ restApiId, deploymentId });
    // A BadRequestException means that another stage serves the deployment.
    await retryOnConflict(cloud, "DeleteDeployment", () =>
      undefinedOn(apigateway.send(command), "NotFoundException", "BadRequestException"),
    );
  }
}

function keptDeployment(id: string | undefined, description = ""): KeptDeployment | undefined {
  const described = parseDescription(description);
  return id === undefined || described === undefined ? undefined : { id, ...described };
}
