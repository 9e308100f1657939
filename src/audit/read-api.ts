import {
  GetDeploymentCommand,
  type GetDeploymentCommandOutput,
  GetStageCommand,
  paginateGetResources,
  type Resource,
  type Stage,
} from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../aws/cloud.ts";
import { collectPages } from "../aws/collect-pages.ts";
import { restApiName } from "../aws/names.ts";
import { undefinedOn } from "../aws/undefined-on.ts";
import { KIND } from "../resources/kinds.ts";
import { findRestApis } from "../resources/rest-api/find-rest-api.ts";
import { listUsagePlans } from "../resources/usage-plan/find-usage-plans.ts";
import type { AuditedStack } from "./control.ts";
import { derived, type Fact, factOf, findValue, unreadableWithout } from "./fact.ts";
import type { ApiFacts, AuditedResource } from "./facts.ts";

/**
 * The permission that covers every read from API Gateway
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html).
 */
const GET = "apigateway:GET";

/** Reads every REST API of the stack. There is normally one. */
export async function readApis(cloud: Cloud, { name }: AuditedStack): Promise<readonly AuditedResource<ApiFacts>[]> {
  const [found, usagePlans] = await Promise.all([
    factOf(GET, findRestApis(cloud.apigateway, name)),
    factOf(GET, listUsagePlans(cloud)),
  ]);
  const kind = KIND.restApi;
  const known = findValue(found);
  if (!known) return [{ kind, name: restApiName(name), facts: { ...unreadable(found), usagePlans } }];
  return Promise.all(
    known.value.map(async (api) => ({
      kind,
      name: `${api.name} (${api.id})`,
      facts: { api: () => api, usagePlans, ...(await readDefinition(cloud, api.id ?? "", name.stage)) },
    })),
  );
}

async function readDefinition(
  cloud: Cloud,
  restApiId: string,
  stageName: string,
): Promise<Pick<ApiFacts, "stage" | "methods" | "resources">> {
  const reading = cloud.apigateway.send(new GetStageCommand({ restApiId, stageName }));
  // An interrupted deploy can leave an API without a stage.
  const stage = undefinedOn(reading, "NotFoundException").then((found): Stage => found ?? {});
  const [stageFact, deployment, resources] = await Promise.all([
    factOf(GET, stage),
    factOf(
      GET,
      stage.then(({ deploymentId }) => readDeployment(cloud, restApiId, deploymentId)),
    ),
    factOf(GET, readResources(cloud, restApiId)),
  ]);
  return { stage: stageFact, methods: derived(deployment, ({ apiSummary = {} }) => apiSummary), resources };
}

async function readDeployment(
  { apigateway }: Cloud,
  restApiId: string,
  deploymentId: string | undefined,
): Promise<Pick<GetDeploymentCommandOutput, "apiSummary">> {
  if (deploymentId === undefined) return {};
  return apigateway.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ["apisummary"] }));
}

async function readResources({ apigateway }: Cloud, restApiId: string): Promise<readonly Resource[]> {
  const pages = paginateGetResources({ client: apigateway, pageSize: 500 }, { restApiId, embed: ["methods"] });
  return collectPages(pages, ({ items }) => items);
}

/** The facts about an API if the APIs could not be listed: nothing can be read without the API's ID. */
function unreadable(listing: Fact<unknown>): Omit<ApiFacts, "usagePlans"> {
  const unread = unreadableWithout(listing, "the APIs can be listed, but their settings were not read");
  return { api: unread, stage: unread, methods: unread, resources: unread };
}
