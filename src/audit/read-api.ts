import {
  GetDeploymentCommand,
  type GetDeploymentCommandOutput,
  GetStageCommand,
  paginateGetResources,
  type Resource,
} from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../aws/cloud.ts";
import { collectPages } from "../aws/collect-pages.ts";
import { tableName } from "../aws/names.ts";
import { findRestApis } from "../resources/rest-api/find-rest-api.ts";
import type { AuditedStack } from "./control.ts";
import { derived, type Fact, factOf, knownOf, unreadableWithout } from "./fact.ts";
import type { ApiFacts, Subject } from "./facts.ts";

/** API Gateway's permission to read anything (https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html). */
const GET = "apigateway:GET";

/** Reads every REST API of the stack: normally one. */
export async function readApis(cloud: Cloud, { name }: AuditedStack): Promise<readonly Subject<ApiFacts>[]> {
  const found = await factOf(GET, findRestApis(cloud.apigateway, name));
  const kind = "REST API";
  const known = knownOf(found);
  if (!known) return [{ kind, name: tableName(name), facts: unreadable(found) }];
  return Promise.all(
    known.value.map(async (api) => ({
      kind,
      name: `${api.name} (${api.id})`,
      facts: { api: () => api, ...(await readDefinition(cloud, api.id ?? "", name.stage)) },
    })),
  );
}

async function readDefinition(cloud: Cloud, restApiId: string, stageName: string): Promise<Omit<ApiFacts, "api">> {
  const stage = cloud.apigateway.send(new GetStageCommand({ restApiId, stageName }));
  const [ofStage, deployment, resources] = await Promise.all([
    factOf(GET, stage),
    factOf(
      GET,
      stage.then(({ deploymentId }) => readDeployment(cloud, restApiId, deploymentId)),
    ),
    factOf(GET, readResources(cloud, restApiId)),
  ]);
  return { stage: ofStage, methods: derived(deployment, ({ apiSummary = {} }) => apiSummary), resources };
}

function readDeployment(
  { apigateway }: Cloud,
  restApiId: string,
  deploymentId: string | undefined,
): Promise<GetDeploymentCommandOutput> {
  return apigateway.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ["apisummary"] }));
}

async function readResources({ apigateway }: Cloud, restApiId: string): Promise<readonly Resource[]> {
  const pages = paginateGetResources({ client: apigateway, pageSize: 500 }, { restApiId, embed: ["methods"] });
  return collectPages(pages, ({ items }) => items);
}

/** Without the listing, no ID is known by which to read more. */
function unreadable(listing: Fact<unknown>): ApiFacts {
  const deny = unreadableWithout(listing, "the APIs were listed, but not read");
  return { api: deny, stage: deny, methods: deny, resources: deny };
}
