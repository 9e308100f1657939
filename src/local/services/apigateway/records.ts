import type { LocalCloud } from "../../cloud.ts";
import { emptyRecord } from "../../state/null-prototype.ts";
import type { Call } from "../operation.ts";
import type { ResourceDefinition } from "./definition.ts";
import { notFound } from "./errors.ts";
import type {
  ApiKeyRecord,
  DeploymentRecord,
  RegionRecord,
  RestApiRecord,
  StageRecord,
  UsagePlanRecord,
} from "./store.ts";

/** Returns the records of a region, and creates them on first use. */
export function regionRecord(cloud: LocalCloud, region: string): RegionRecord {
  const { regions } = cloud.apigateway.data;
  const found = regions[region];
  // State written by an earlier version of todo-api has no usage plans, and possibly no API keys.
  if (found && Object.hasOwn(found, "usagePlans")) return found;
  const known = {
    restApis: emptyRecord<RestApiRecord>(),
    apiKeys: emptyRecord<ApiKeyRecord>(),
    ...found,
    usagePlans: emptyRecord<UsagePlanRecord>(),
  };
  regions[region] = known;
  return known;
}

/** Finds the API with this ID in a region; undefined if there is none. */
export function findApi(cloud: LocalCloud, region: string, id: string): RestApiRecord | undefined {
  return cloud.apigateway.data.regions[region]?.restApis[id];
}

/** Returns the API with this ID, or throws AWS's NotFoundException. */
export function requireApi(call: Call, id: string): RestApiRecord {
  const api = findApi(call.cloud, call.region, id);
  if (!api) throw notFound(`Invalid API identifier specified ${call.account}:${id}`);
  return api;
}

/** Returns the resource with this ID. As on AWS, the error refers to the resource even if the API does not exist. */
export function requireResource(
  call: Call,
  restApiId: string,
  resourceId: string,
): { readonly api: RestApiRecord; readonly resource: ResourceDefinition } {
  const api = findApi(call.cloud, call.region, restApiId);
  const resource = api?.definition.resources.find(({ id }) => id === resourceId);
  if (!api || !resource) throw notFound("Invalid Resource identifier specified");
  return { api, resource };
}

/** Returns the method with this verb on a resource, or throws AWS's NotFoundException. */
export function requireMethod(call: Call, restApiId: string, resourceId: string, verb: string) {
  const { api, resource } = requireResource(call, restApiId, resourceId);
  const method = Object.hasOwn(resource.methods, verb) ? resource.methods[verb] : undefined;
  if (!method) throw notFound("Invalid Method identifier specified");
  return { api, resource, method };
}

/** Finds the stage with this name; undefined if there is none. */
export function findStage(api: RestApiRecord, name: string): StageRecord | undefined {
  return api.stages[name];
}

/** Returns the stage with this name, or throws AWS's NotFoundException. */
export function requireStage(api: RestApiRecord, name: string): StageRecord {
  const stage = findStage(api, name);
  if (!stage) throw notFound("Invalid stage identifier specified");
  return stage;
}

/** Finds the deployment with this ID; undefined if there is none. */
export function findDeployment(api: RestApiRecord, id: string): DeploymentRecord | undefined {
  return api.deployments[id];
}

/** Returns the deployment with this ID, or throws AWS's NotFoundException. */
export function requireDeployment(api: RestApiRecord, id: string): DeploymentRecord {
  const deployment = findDeployment(api, id);
  if (!deployment) throw notFound("Invalid Deployment identifier specified");
  return deployment;
}

/** Returns the API key with this ID, or throws AWS's NotFoundException. */
export function requireApiKey(call: Call, id: string): ApiKeyRecord {
  const key = regionRecord(call.cloud, call.region).apiKeys[id];
  if (!key) throw notFound("Invalid API Key identifier specified");
  return key;
}

/** Returns the usage plan with this ID, or throws AWS's NotFoundException. */
export function requireUsagePlan(call: Call, id: string): UsagePlanRecord {
  const plan = regionRecord(call.cloud, call.region).usagePlans[id];
  if (!plan) throw notFound("Invalid Usage Plan ID specified");
  return plan;
}

/** Replaces every usage plan in the region with the result of `change`. */
export function changeUsagePlans(call: Call, change: (plan: UsagePlanRecord) => UsagePlanRecord): void {
  const { usagePlans } = regionRecord(call.cloud, call.region);
  for (const [id, plan] of Object.entries(usagePlans)) usagePlans[id] = change(plan);
}
