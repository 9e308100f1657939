import type { MethodSetting, Stage } from "@aws-sdk/client-api-gateway";
import { wholeSeconds } from "../rest-api-output.ts";
import type { MethodSettings, StageRecord } from "../store.ts";

/** The account's limits, which apply unless a stage's method settings override them. */
export const ACCOUNT_LIMITS = { throttlingBurstLimit: 5000, throttlingRateLimit: 10_000 } as const;

/** A stage as AWS returns it. */
export function stageOutput(stage: StageRecord): Stage {
  const { destinationArn, format } = stage.accessLog;
  const methodSettings = Object.entries(stage.methodSettings).map(
    ([key, settings]) => [key, settingOutput(settings)] as const,
  );
  return {
    deploymentId: stage.deploymentId,
    stageName: stage.name,
    description: stage.description,
    cacheClusterEnabled: false,
    cacheClusterStatus: "NOT_AVAILABLE",
    methodSettings: Object.fromEntries(methodSettings),
    ...(Object.keys(stage.variables).length > 0 && { variables: { ...stage.variables } }),
    ...((destinationArn ?? format) !== undefined && { accessLogSettings: { destinationArn, format } }),
    tracingEnabled: stage.tracingEnabled ?? false,
    ...(Object.keys(stage.tags).length > 0 && { tags: { ...stage.tags } }),
    createdDate: wholeSeconds(stage.createdAt),
    lastUpdatedDate: wholeSeconds(stage.updatedAt),
  };
}

function settingOutput(settings: MethodSettings): MethodSetting {
  return {
    metricsEnabled: false,
    dataTraceEnabled: false,
    ...ACCOUNT_LIMITS,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
    ...settings,
  };
}
