import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";
import type { ApiDefinition } from "./definition.ts";

/** API Gateway's records, by region. */
export interface ApiGatewayData {
  readonly regions: Record<string, RegionRecord>;
}

export interface RegionRecord {
  /** The ARN of the role that API Gateway uses to write logs. There is one role per account and region. */
  cloudwatchRoleArn?: string | undefined;
  readonly restApis: Record<string, RestApiRecord>;
  readonly apiKeys: Record<string, ApiKeyRecord>;
  readonly usagePlans: Record<string, UsagePlanRecord>;
}

export interface ApiKeyRecord {
  readonly id: string;
  readonly value: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly customerId?: string | undefined;
  readonly enabled: boolean;
  /** When `enabled` was last changed; 0 for a key that has always been disabled. */
  readonly enabledAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A usage plan: its API keys, the stages that they give access to, and the limits on each key. */
export interface UsagePlanRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly productCode?: string | undefined;
  readonly apiStages: readonly AttachedStage[];
  readonly throttle?: PlanThrottle | undefined;
  readonly quota?: PlanQuota | undefined;
  /** When each key was added, keyed by key ID. */
  readonly keys: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A stage in a usage plan. */
export interface AttachedStage {
  readonly apiId: string;
  readonly stage: string;
  readonly attachedAt: number;
}

/** The request rate limits on each key in a plan. */
export interface PlanThrottle {
  readonly rateLimit?: number | undefined;
  readonly burstLimit?: number | undefined;
}

/** The maximum number of requests per key and period. */
export interface PlanQuota {
  readonly limit: number;
  readonly offset: number;
  readonly period: "DAY" | "WEEK" | "MONTH";
}

/** One REST API with its stages and deployments. */
export interface RestApiRecord {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly rootResourceId: string;
  ipAddressType: "ipv4" | "dualstack";
  name: string;
  description?: string | undefined;
  version?: string | undefined;
  disableExecuteApiEndpoint: boolean;
  tags: Record<string, string>;
  /** The current definition. Requests are served from the definition of a deployment. */
  definition: ApiDefinition;
  readonly deployments: Record<string, DeploymentRecord>;
  readonly stages: Record<string, StageRecord>;
  /** The loopback port of the API. */
  port?: number | undefined;
  /** The API's former ports, which pages on local websites may still refer to. */
  formerPorts?: readonly number[] | undefined;
}

/** An immutable snapshot of an API. */
export interface DeploymentRecord {
  readonly id: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  readonly definition: ApiDefinition;
}

/** One stage. A change replaces the record, so that everything compiled from it is invalidated. */
export interface StageRecord {
  readonly name: string;
  readonly deploymentId: string;
  /** When `deploymentId` was last changed. */
  readonly deployedAt?: number | undefined;
  /** The previous deployment, which the stage can still serve for a few seconds. */
  readonly deploymentBefore?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description?: string | undefined;
  readonly tracingEnabled?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog: AccessLogSettings;
  // Keyed by method, as on AWS: `items/{id}/GET`, or `*/*` for all methods.
  readonly methodSettings: Readonly<Record<string, MethodSettings>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The ARN of the log group for access logs, and the format of a line. */
export interface AccessLogSettings {
  readonly destinationArn?: string | undefined;
  readonly format?: string | undefined;
}

/** The method settings that can be changed in the local cloud. All others have AWS's defaults. */
export interface MethodSettings {
  readonly throttlingBurstLimit?: number;
  readonly throttlingRateLimit?: number;
  readonly loggingLevel?: "OFF";
  readonly dataTraceEnabled?: boolean;
  readonly cachingEnabled?: boolean;
}

/** Opens the records in a directory, or in memory if no directory is given. */
export function openApiGatewayStore(directory: string | undefined): Store<ApiGatewayData> {
  return openStore<ApiGatewayData>(directory, "apigateway", { regions: {} }, SHAPES);
}

const DEFINITION = { binaryMediaTypes: "array", resources: "array", models: "object" } as const;
const SHAPES: RecordShapes = {
  "regions.*": { restApis: "object" },
  "regions.*.restApis.*": {
    id: "string",
    name: "string",
    tags: "object",
    definition: "object",
    deployments: "object",
    stages: "object",
  },
  "regions.*.restApis.*.definition": DEFINITION,
  "regions.*.restApis.*.deployments.*": { id: "string", definition: "object" },
  "regions.*.restApis.*.deployments.*.definition": DEFINITION,
  "regions.*.restApis.*.stages.*": {
    name: "string",
    deploymentId: "string",
    variables: "object",
    accessLog: "object",
    methodSettings: "object",
    tags: "object",
  },
  "regions.*.apiKeys.*": { id: "string", value: "string", tags: "object" },
  "regions.*.usagePlans.*": { id: "string", name: "string", apiStages: "array", keys: "object", tags: "object" },
};
