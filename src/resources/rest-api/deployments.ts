import { type APIGatewayClient, DeleteDeploymentCommand, paginateGetDeployments } from "@aws-sdk/client-api-gateway";
import type { ApiDocument, DeployedRoute } from "../../api/gateway-document.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** A deployment that this tool made: a snapshot of the API's definition that API Gateway keeps. */
export interface KeptDeployment {
  readonly id: string;
  /** Of the document that it was made of. */
  readonly version: string;
  readonly routes: readonly DeployedRoute[];
}

/** What a deployment says of itself: which document it was made of, and which function answers where. */
export function deploymentDescription({ version, routes }: Pick<ApiDocument, "version" | "routes">): string {
  const list = routes.map(({ method, path, action }) => `${method.toUpperCase()} ${path} ${action}`);
  return `Document ${version}: ${list.join(", ")}`;
}

/** The deployments of an API that are this tool's, the newest first. */
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

/** Deletes this tool's deployments of documents that no release is known of, and all but the newest of each document; never the one that serves. */
export async function pruneDeployments(
  cloud: Cloud,
  restApiId: string,
  { serving, versions }: { readonly serving: string; readonly versions: ReadonlySet<string> },
): Promise<void> {
  const { apigateway } = cloud;
  const listed = await listDeployments(apigateway, restApiId);
  // The one that serves counts as the newest: of two of the same second, API Gateway does not tell which that is.
  const kept = new Set(listed.filter(({ id }) => id === serving).map(({ version }) => version));
  for (const { id: deploymentId, version } of listed) {
    if (deploymentId === serving) continue;
    const isNeeded = versions.has(version) && !kept.has(version);
    kept.add(version);
    if (isNeeded) continue;
    const command = new DeleteDeploymentCommand({ restApiId, deploymentId });
    // A bad request: another stage serves it.
    await retryOnConflict(cloud, "DeleteDeployment", () =>
      undefinedOn(apigateway.send(command), "NotFoundException", "BadRequestException"),
    );
  }
}

function keptDeployment(id: string | undefined, description = ""): KeptDeployment | undefined {
  const [, version, list] = /^Document (\w+): (.*)$/.exec(description) ?? [];
  if (id === undefined || version === undefined || list === undefined) return undefined;
  const routes = list.split(", ").flatMap((text) => {
    const [method, path, action] = text.split(" ");
    return method && path && action ? [{ method: method.toLowerCase(), path, action }] : [];
  });
  return { id, version, routes };
}
