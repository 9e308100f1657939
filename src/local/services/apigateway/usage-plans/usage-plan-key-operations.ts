import type {
  CreateUsagePlanKeyRequest,
  DeleteUsagePlanKeyRequest,
  GetUsagePlanKeysRequest,
  UsagePlanKey,
  UsagePlanKeys,
} from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import { pageOf } from "../page.ts";
import { regionRecord, requireApiKey, requireUsagePlan } from "../records.ts";
import { requiredPermission } from "../required-permission.ts";
import type { ApiKeyRecord } from "../store.ts";

export const createUsagePlanKey = {
  permissions({ usagePlanId }: Validated<CreateUsagePlanKeyRequest>, call: Call) {
    return [requiredPermission(call, "POST", `/usageplans/${usagePlanId}/keys`)];
  },

  run({ usagePlanId, keyId, keyType }: Validated<CreateUsagePlanKeyRequest>, call: Call): UsagePlanKey {
    if (keyType !== "API_KEY") throw badRequest("Invalid key type specified. Must be API_KEY");
    const plan = requireUsagePlan(call, usagePlanId);
    const key = requireApiKey(call, keyId);
    if (Object.hasOwn(plan.keys, keyId)) throw conflict(`Usage Plan ${plan.id} already has the API Key ${keyId}`);
    regionRecord(call.cloud, call.region).usagePlans[plan.id] = {
      ...plan,
      keys: { ...plan.keys, [keyId]: call.cloud.clock.now() },
    };
    return output(key);
  },
} satisfies Operation;

export const getUsagePlanKeys = {
  permissions({ usagePlanId }: Validated<GetUsagePlanKeysRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/usageplans/${usagePlanId}/keys`)];
  },

  /** AWS returns an empty list even if the plan does not exist. */
  run({ usagePlanId, nameQuery = "", ...page }: Validated<GetUsagePlanKeysRequest>, call: Call): UsagePlanKeys {
    const { apiKeys, usagePlans } = regionRecord(call.cloud, call.region);
    const keys = Object.keys(usagePlans[usagePlanId]?.keys ?? {}).flatMap((id) => apiKeys[id] ?? []);
    const found = keys.filter(({ name = "" }) => name.startsWith(nameQuery));
    const { items, position } = pageOf(found, ({ id }) => id, page);
    return { items: items.map(output), position };
  },
} satisfies Operation;

export const deleteUsagePlanKey = {
  permissions({ usagePlanId, keyId }: Validated<DeleteUsagePlanKeyRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/usageplans/${usagePlanId}/keys/${keyId}`)];
  },

  run({ usagePlanId, keyId }: Validated<DeleteUsagePlanKeyRequest>, call: Call) {
    const plan = requireUsagePlan(call, usagePlanId);
    const { [keyId]: addedAt, ...keys } = plan.keys;
    if (addedAt === undefined) throw notFound("Invalid Usage Plan Key identifier specified");
    regionRecord(call.cloud, call.region).usagePlans[plan.id] = { ...plan, keys };
    return undefined;
  },
} satisfies Operation;

/** Always includes the value, which GetApiKeys returns only on request. */
function output({ id, value, name }: ApiKeyRecord): UsagePlanKey {
  return { id, type: "API_KEY", value, name };
}
