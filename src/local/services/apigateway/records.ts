import type { LocalCloud } from "../../cloud.ts";
import type { Call } from "../../operation.ts";
import { notFound } from "./errors.ts";
import type { DeploymentRecord, RegionRecord, RestApiRecord, StageRecord } from "./store.ts";

/** The records of a region, made when they are first asked for. */
export function regionRecord(cloud: LocalCloud, region: string): RegionRecord {
  const { regions } = cloud.apigateway.data;
  const known = regions[region] ?? { restApis: {} };
  regions[region] = known;
  return known;
}

/** The API of that id in the region. Ids are case-sensitive. */
export function findApi(cloud: LocalCloud, region: string, id: string): RestApiRecord | undefined {
  const restApis = cloud.apigateway.data.regions[region]?.restApis ?? {};
  return Object.hasOwn(restApis, id) ? restApis[id] : undefined;
}

export function presentApi(call: Call, id: string): RestApiRecord {
  const api = findApi(call.cloud, call.region, id);
  if (!api) throw notFound(`Invalid API identifier specified ${call.account}:${id}`);
  return api;
}

export function presentStage(api: RestApiRecord, name: string): StageRecord {
  const stage = Object.hasOwn(api.stages, name) ? api.stages[name] : undefined;
  if (!stage) throw notFound("Invalid stage identifier specified");
  return stage;
}

export function presentDeployment(api: RestApiRecord, id: string): DeploymentRecord {
  const deployment = Object.hasOwn(api.deployments, id) ? api.deployments[id] : undefined;
  if (!deployment) throw notFound("Invalid Deployment identifier specified");
  return deployment;
}
