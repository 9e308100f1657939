import type { Call } from "../../operation.ts";
import { badRequest, notFound } from "../errors.ts";
import { findApi, findStage } from "../records.ts";
import type { AttachedStage, UsagePlanRecord } from "../store.ts";

interface StageReference {
  readonly apiId: string;
  readonly stage: string;
}

/** Returns the plan without the stages that match, or the same record if no stage matches. */
export function withoutStages(plan: UsagePlanRecord, matches: (attached: AttachedStage) => boolean): UsagePlanRecord {
  return plan.apiStages.some(matches)
    ? { ...plan, apiStages: plan.apiStages.filter((attached) => !matches(attached)) }
    : plan;
}

export function stageExists({ cloud, region }: Call, { apiId, stage }: StageReference): boolean {
  const api = findApi(cloud, region, apiId);
  return api !== undefined && findStage(api, stage) !== undefined;
}

/** Returns the plan with a stage added or removed. `value` is `<API ID>:<stage>`. */
export function patchStages(call: Call, plan: UsagePlanRecord, op: "add" | "remove", value: string): UsagePlanRecord {
  const [, apiId, stage] = /^([^:]+):([^:]+)$/.exec(value) ?? [];
  if (apiId === undefined || stage === undefined) throw badRequest("Invalid API Stage specified");
  const isThisStage = (attached: AttachedStage) => attached.apiId === apiId && attached.stage === stage;
  const isAttached = plan.apiStages.some(isThisStage);
  if (op === "remove") {
    if (!isAttached) throw invalidStage(plan, { apiId, stage });
    return withoutStages(plan, isThisStage);
  }
  if (!stageExists(call, { apiId, stage })) throw invalidStage(plan, { apiId, stage });
  if (isAttached) return plan;
  return { ...plan, apiStages: [...plan.apiStages, { apiId, stage, attachedAt: call.cloud.clock.now() }] };
}

function invalidStage({ id }: UsagePlanRecord, { apiId, stage }: StageReference) {
  return notFound(`Invalid API Stage {api: ${apiId}, stage: ${stage}} specified for usageplan ${id}`);
}
