import { CreateUsagePlanCommand, type UsagePlan } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { KNOWN_AFTER_APPLY, type KnownStates, type Resource, type StandaloneResource } from "../../engine/resource.ts";
import { compareFields, hasChange } from "../compare.ts";
import { managed, type Owned, type Tagged } from "../managed.ts";
import { tagApiResource } from "../rest-api/change-rest-api.ts";
import type { RestApiState } from "../rest-api/rest-api.ts";
import { retryOnConflict } from "../rest-api/retry-on-conflict.ts";
import type { ApiKeyState } from "./api-key.ts";
import { addKeyToPlan, deleteUsagePlans, patchUsagePlan, removeKeyFromPlan } from "./change-usage-plans.ts";
import { findUsagePlans, listKeyIds } from "./find-usage-plans.ts";
import { type Quota, quotaOf, quotaOperations, quotaSettings } from "./quota.ts";

/** The kind, as reports show it. */
export const USAGE_PLAN = "usage plan";

export interface UsagePlanState extends Tagged {
  readonly id: string;
  readonly rateLimit: number | undefined;
  readonly burstLimit: number | undefined;
  readonly quota: Quota | undefined;
  /** The stages that the plan's keys can call, as `<API ID>:<stage>`. */
  readonly stages: readonly string[];
  readonly keys: readonly string[];
  readonly duplicates: readonly string[];
}

interface UsagePlanInput extends Owned {
  readonly rateLimit: number;
  readonly burstLimit: number;
  readonly quota: Quota | undefined;
  readonly restApi: Resource<RestApiState>;
  readonly apiKey: Resource<ApiKeyState>;
  /** The resource that creates the stage. */
  readonly deployment: Resource;
}

/** The usage plan, which lets callers use the stack's keys for its stage, and limits the requests with each key. */
export function usagePlan(input: UsagePlanInput): StandaloneResource<UsagePlanState> {
  const { cloud, stack } = input;
  const resource = managedPlan(input);
  return {
    ...resource,
    isOptional: true,

    diff: (state, states) => [
      ...resource.diff(state, states),
      ...compareFields(
        { ...state },
        {
          stages: desiredStages(input, states) ?? KNOWN_AFTER_APPLY,
          keys: desiredKeys(input, states) ?? KNOWN_AFTER_APPLY,
        },
      ),
    ],

    // Duplicates are removed first, because a key can have only one plan per stage
    // (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html). Limits are set
    // last, because AWS accepts one update per 20 s.
    async update(context, state, changes) {
      for (const id of state.duplicates) await removeDuplicate(input, id);
      if (hasChange(changes, "stages")) await setStages(cloud, state, desiredStages(input, context) ?? []);
      if (hasChange(changes, "keys")) await setKeys(cloud, state, desiredKeys(input, context) ?? []);
      await resource.update(context, { ...state, duplicates: [] }, changes);
    },

    remove: () => deleteUsagePlans(cloud, stack, () => true),
  };
}

function managedPlan(input: UsagePlanInput): StandaloneResource<UsagePlanState> {
  const { cloud, name, stack, tags, rateLimit, burstLimit, quota, restApi, apiKey, deployment } = input;

  const setLimits = ({ id, quota: from }: UsagePlanState) =>
    patchUsagePlan(cloud, id, [
      { op: "replace", path: "/throttle/rateLimit", value: String(rateLimit) },
      { op: "replace", path: "/throttle/burstLimit", value: String(burstLimit) },
      ...quotaOperations(from, quota),
    ]);

  return managed({
    id: "usage-plan",
    kind: USAGE_PLAN,
    name,
    stack,
    tags,
    needs: [restApi, apiKey, deployment],
    desired: { rateLimit, burstLimit, quota },

    async observe() {
      const [first, ...duplicates] = await findUsagePlans(cloud, stack);
      return first && { tags: first.tags ?? {}, state: () => readState(cloud, first, duplicates) };
    },

    /**
     * Includes the stage, because AWS accepts one UpdateUsagePlan call per 20 s. Returns no state, so that the state is
     * read.
     */
    async create(all, context) {
      const apiStages = (desiredStages(input, context) ?? []).map(toApiStage);
      const limits = { throttle: { rateLimit, burstLimit }, ...(quota && { quota: quotaSettings(quota) }) };
      const command = new CreateUsagePlanCommand({ name, apiStages, ...limits, tags: { ...all } });
      const { id = "" } = await retryOnConflict(cloud, "CreateUsagePlan", () => cloud.apigateway.send(command));
      await addKeys(cloud, id, desiredKeys(input, context) ?? []);
      return undefined;
    },
    set: { rateLimit: setLimits, burstLimit: setLimits, quota: setLimits },

    // The deploy that created the API and the key included both in the plan, so a difference is drift.
    isDrift: (field) => field === "stages" || field === "keys" || undefined,
    tag: (differing, { id }) => tagApiResource(cloud, `/usageplans/${id}`, differing),
    removeDuplicate: (id) => removeDuplicate(input, id),

    remove: async () => false,
  });
}

/** The stage that the plan's keys can call; undefined until the API exists. */
function desiredStages({ restApi, stack }: UsagePlanInput, { stateOf }: KnownStates): readonly string[] | undefined {
  const api = stateOf(restApi);
  return api && [`${api.id}:${stack.stage}`];
}

/**
 * The current key, and replaced keys until they expire; empty if every key was revoked. Undefined until the key exists.
 */
function desiredKeys({ apiKey }: UsagePlanInput, { stateOf }: KnownStates): readonly string[] | undefined {
  const key = stateOf(apiKey);
  return key?.isRevoked ? [] : key && [key.id, ...key.replaced].sort();
}

async function readState(cloud: Cloud, plan: UsagePlan, duplicates: readonly UsagePlan[]): Promise<UsagePlanState> {
  const { id = "", throttle = {}, apiStages = [] } = plan;
  return {
    id,
    rateLimit: throttle.rateLimit,
    burstLimit: throttle.burstLimit,
    quota: quotaOf(plan.quota),
    stages: apiStages.map(({ apiId, stage }) => `${apiId}:${stage}`).sort(),
    keys: await listKeyIds(cloud, id),
    tags: plan.tags ?? {},
    duplicates: duplicates.map((other) => other.id ?? ""),
  };
}

async function setStages(cloud: Cloud, { id, stages }: UsagePlanState, desired: readonly string[]): Promise<void> {
  const operation = (op: "add" | "remove") => (value: string) => ({ op, path: "/apiStages", value });
  await patchUsagePlan(cloud, id, [
    ...stages.filter((stage) => !desired.includes(stage)).map(operation("remove")),
    ...desired.filter((stage) => !stages.includes(stage)).map(operation("add")),
  ]);
}

async function setKeys(cloud: Cloud, { id, keys }: UsagePlanState, desired: readonly string[]): Promise<void> {
  const missing = desired.filter((key) => !keys.includes(key));
  await addKeys(cloud, id, missing);
  for (const keyId of keys.filter((key) => !desired.includes(key))) await removeKeyFromPlan(cloud, id, keyId);
}

async function addKeys(cloud: Cloud, usagePlanId: string, keyIds: readonly string[]): Promise<void> {
  for (const keyId of keyIds) await addKeyToPlan(cloud, usagePlanId, keyId);
}

async function removeDuplicate({ cloud, stack }: UsagePlanInput, id: string): Promise<void> {
  await deleteUsagePlans(cloud, stack, (plan) => plan.id === id);
}

function toApiStage(text: string): { readonly apiId: string; readonly stage: string } {
  const [apiId = "", stage = ""] = text.split(":");
  return { apiId, stage };
}
