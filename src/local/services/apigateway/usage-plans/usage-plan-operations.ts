import type {
  CreateUsagePlanRequest,
  DeleteUsagePlanRequest,
  GetUsagePlanRequest,
  GetUsagePlansRequest,
  UpdateUsagePlanRequest,
  UsagePlan,
  UsagePlans,
} from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { badRequest, notFound } from "../errors.ts";
import { pageOf } from "../page.ts";
import { randomId } from "../random-id.ts";
import { regionRecord, requireUsagePlan } from "../records.ts";
import { creationPermissions, requiredPermission } from "../required-permission.ts";
import type { AttachedStage, UsagePlanRecord } from "../store.ts";
import { checkTags } from "../tags.ts";
import { stageExists } from "./attached-stages.ts";
import { patchUsagePlan } from "./patch-usage-plan.ts";
import { checkQuota, checkThrottle } from "./plan-limits.ts";

export const createUsagePlan = {
  permissions({ tags = {} }: Validated<CreateUsagePlanRequest>, call: Call) {
    return creationPermissions(call, "/usageplans", tags);
  },

  /** Names need not be unique. */
  run(input: Validated<CreateUsagePlanRequest>, call: Call): UsagePlan {
    const { name, description, apiStages = [], throttle, quota, tags = {} } = input;
    if (name === "") throw badRequest("Usage Plan name cannot be an empty string");
    checkTags(tags);
    const plan: UsagePlanRecord = {
      id: randomId(6),
      name,
      description,
      apiStages: apiStages.map((requested): AttachedStage => {
        if (requested.throttle) throw notSupported("CreateUsagePlan: method-level throttling");
        const reference = { apiId: requested.apiId ?? "", stage: requested.stage ?? "" };
        if (!stageExists(call, reference)) throw notFound(`API Stage not found: ${reference.apiId}:${reference.stage}`);
        return { ...reference, attachedAt: call.cloud.clock.now() };
      }),
      throttle: throttle && checkThrottle(throttle),
      quota: quota && checkQuota(quota),
      keys: {},
      tags,
    };
    regionRecord(call.cloud, call.region).usagePlans[plan.id] = plan;
    return taggedOutput(plan);
  },
} satisfies Operation;

export const getUsagePlan = {
  permissions({ usagePlanId }: Validated<GetUsagePlanRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/usageplans/${usagePlanId}`)];
  },

  run({ usagePlanId }: Validated<GetUsagePlanRequest>, call: Call): UsagePlan {
    return taggedOutput(requireUsagePlan(call, usagePlanId));
  },
} satisfies Operation;

export const getUsagePlans = {
  permissions(_input: Validated<GetUsagePlansRequest>, call: Call) {
    return [requiredPermission(call, "GET", "/usageplans")];
  },

  /** Unlike the operations on a single plan, omits the tags. */
  run({ keyId, ...page }: Validated<GetUsagePlansRequest>, call: Call): UsagePlans {
    const plans = Object.values(regionRecord(call.cloud, call.region).usagePlans);
    const found = plans.filter(({ keys }) => keyId === undefined || Object.hasOwn(keys, keyId));
    const { items, position } = pageOf(found, ({ id }) => id, page);
    return { items: items.map(output), position };
  },
} satisfies Operation;

export const updateUsagePlan = {
  permissions({ usagePlanId }: Validated<UpdateUsagePlanRequest>, call: Call) {
    return [requiredPermission(call, "PATCH", `/usageplans/${usagePlanId}`)];
  },

  /** Applies all patch operations or none. */
  run({ usagePlanId, patchOperations = [] }: Validated<UpdateUsagePlanRequest>, call: Call): UsagePlan {
    const before = requireUsagePlan(call, usagePlanId);
    const plan = patchOperations.reduce((patched, operation) => patchUsagePlan(call, patched, operation), before);
    regionRecord(call.cloud, call.region).usagePlans[plan.id] = plan;
    return taggedOutput(plan);
  },
} satisfies Operation;

export const deleteUsagePlan = {
  permissions({ usagePlanId }: Validated<DeleteUsagePlanRequest>, call: Call) {
    return [requiredPermission(call, "DELETE", `/usageplans/${usagePlanId}`)];
  },

  run({ usagePlanId }: Validated<DeleteUsagePlanRequest>, call: Call) {
    const { id, apiStages } = requireUsagePlan(call, usagePlanId);
    const [first] = apiStages;
    // AWS's message: https://github.com/aws/aws-sdk-js/issues/3841
    if (first)
      throw badRequest(
        `Cannot delete Usage Plan ${id} because there are API Stages associated with it, including ${first.apiId}:${first.stage}`,
      );
    delete regionRecord(call.cloud, call.region).usagePlans[id];
    return undefined;
  },
} satisfies Operation;

function output({ id, name, description, productCode, apiStages, throttle, quota }: UsagePlanRecord): UsagePlan {
  return {
    id,
    name,
    description,
    productCode,
    apiStages: apiStages.map(({ apiId, stage }) => ({ apiId, stage })),
    throttle: throttle && { ...throttle },
    quota: quota && { ...quota },
  };
}

function taggedOutput(plan: UsagePlanRecord): UsagePlan {
  return { ...output(plan), ...(Object.keys(plan.tags).length > 0 && { tags: { ...plan.tags } }) };
}
