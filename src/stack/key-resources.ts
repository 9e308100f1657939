import * as names from "../aws/names.ts";
import type { KnownStates, Resource, StandaloneResource } from "../engine/resource.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import { API_KEY, type ApiKeyState, apiKey } from "../resources/usage-plan/api-key.ts";
import { obsoleteKeyResource } from "../resources/usage-plan/obsolete-keys.ts";
import { USAGE_PLAN, type UsagePlanState, usagePlan } from "../resources/usage-plan/usage-plan.ts";
import type { StackContent } from "./stack-content.ts";

/** The stack's API key, and the usage plan that lets callers use the key for the stage. */
export interface KeyResources {
  readonly apiKey: StandaloneResource<ApiKeyState>;
  readonly usagePlan: StandaloneResource<UsagePlanState>;
}

/** The API key and the usage plan, whether or not the API requires a key. */
export function keyResources(
  { input, owned }: StackContent,
  { restApi, deployment }: { readonly restApi: Resource<RestApiState>; readonly deployment: Resource },
): KeyResources {
  const { throttle, quota } = input.settings;
  const name = names.tableName(input.name);
  const key = apiKey({ ...owned, name, restApi, isForRemoval: input.isForRemoval });
  const plan = usagePlan({
    ...owned,
    name,
    rateLimit: throttle.rate,
    burstLimit: throttle.burst,
    quota: typeof quota === "object" ? quota : undefined,
    restApi,
    apiKey: key,
    deployment,
  });
  return { apiKey: key, usagePlan: plan };
}

/** Whether a kind of resource is the API key or the usage plan. */
export function isKeyResource(kind: string): boolean {
  return kind === API_KEY || kind === USAGE_PLAN;
}

/** Whether the API requires a key and every key was revoked. */
export function isKeyless(
  { apiKey }: { readonly apiKey: Resource<ApiKeyState> | undefined },
  { stateOf }: KnownStates,
): boolean {
  return apiKey !== undefined && stateOf(apiKey)?.isRevoked === true;
}

/** The key and plan from an earlier deploy, if the stack's API no longer requires a key. */
export function obsoleteKeyResources(
  { input }: StackContent,
  { apiKey, usagePlan }: KeyResources,
  { restApi, needs }: { readonly restApi: Resource<RestApiState>; readonly needs: readonly Resource[] },
): readonly Resource[] {
  const { cloud } = input;
  const plan = obsoleteKeyResource({ cloud, restApi, resource: usagePlan, needs, isLast: false });
  const key = obsoleteKeyResource({ cloud, restApi, resource: apiKey, needs: [...needs, plan], isLast: true });
  return [plan, key];
}
