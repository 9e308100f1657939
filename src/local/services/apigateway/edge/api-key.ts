import type { LocalCloud } from "../../../cloud.ts";
import type { ApiKeyRecord, UsagePlanRecord } from "../store.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import type { AdmittedKey, EdgeRequest } from "./edge-request.ts";

/**
 * Finds the API key in the request's `x-api-key` header. Returns undefined unless the key is enabled and a usage plan
 * includes both the key and the stage
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).
 */
export function findAdmittedKey(
  cloud: LocalCloud,
  stage: CompiledStage,
  request: EdgeRequest,
): AdmittedKey | undefined {
  const value = request.message.headers["x-api-key"];
  const { apiKeys = {}, usagePlans = {} } = cloud.apigateway.data.regions[stage.region] ?? {};
  const key = Object.values(apiKeys).find((one) => one.value === value);
  if (!key || !isEnabledNow(cloud, key)) return undefined;
  const plan = Object.values(usagePlans).find((one) => admits(cloud, one, key, stage));
  return plan && { id: key.id, value: key.value, plan };
}

/** Until a change to `enabled` takes effect, the opposite value applies, so a new key is disabled at first. */
function isEnabledNow(cloud: LocalCloud, { id, enabled, enabledAt }: ApiKeyRecord): boolean {
  return isEffective(cloud, id, enabledAt) ? enabled : !enabled;
}

function admits(cloud: LocalCloud, plan: UsagePlanRecord, { id }: ApiKeyRecord, stage: CompiledStage): boolean {
  const addedAt = plan.keys[id];
  if (addedAt === undefined || !isEffective(cloud, `${plan.id} ${id}`, addedAt)) return false;
  return plan.apiStages.some(
    (attached) =>
      attached.apiId === stage.restApiId &&
      attached.stage === stage.name &&
      isEffective(cloud, `${plan.id} ${attached.apiId} ${attached.stage}`, attached.attachedAt),
  );
}

function isEffective({ clock, timing }: LocalCloud, key: string, since: number): boolean {
  return clock.now() - since >= timing.delay("api-key-effective", key);
}
