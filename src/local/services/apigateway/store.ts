import { openStore, type Store } from "../../state/store.ts";
import type { ApiDefinition } from "./definition.ts";

/** API Gateway's records, by region. */
export interface ApiGatewayData {
  readonly regions: Record<string, RegionRecord>;
}

/** What one region has. */
export interface RegionRecord {
  /** The account-level role that API Gateway writes logs with: one for the whole region. */
  cloudwatchRoleArn?: string | undefined;
  readonly restApis: Record<string, RestApiRecord>;
}

/** One REST API with all that belongs to it. */
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
  /** What was imported last: visible to callers only in the deployments made since. */
  definition: ApiDefinition;
  readonly deployments: Record<string, DeploymentRecord>;
  readonly stages: Record<string, StageRecord>;
  /** The loopback port where the API answers. */
  port?: number | undefined;
  /** Where it answered before, while pages may still name these ports. */
  formerPorts?: readonly number[] | undefined;
}

/** An immutable snapshot of an API. */
export interface DeploymentRecord {
  readonly id: string;
  readonly createdAt: number;
  readonly description?: string | undefined;
  readonly definition: ApiDefinition;
}

/** One stage. A change replaces the record, so that whatever was made of it can tell. */
export interface StageRecord {
  readonly name: string;
  readonly deploymentId: string;
  /** When it began to serve this deployment, and what it served before: for a while it serves now this and now that. */
  readonly deployedAt?: number | undefined;
  readonly deploymentBefore?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description?: string | undefined;
  readonly tracingEnabled?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly accessLog: AccessLogSettings;
  /** By method as AWS lists them: all methods under one key of asterisks, others as `items/{id}/GET`. */
  readonly methodSettings: Readonly<Record<string, MethodSettings>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Where access logs go, as a log group's ARN, and what a line is. */
export interface AccessLogSettings {
  readonly destinationArn?: string | undefined;
  readonly format?: string | undefined;
}

/** What was set for a method; the rest reads as AWS's defaults. */
export interface MethodSettings {
  readonly throttlingBurstLimit?: number;
  readonly throttlingRateLimit?: number;
  readonly loggingLevel?: "OFF";
  readonly cachingEnabled?: boolean;
}

/** Opens the records in a directory, or in memory. */
export function openApiGatewayStore(directory: string | undefined): Store<ApiGatewayData> {
  return openStore<ApiGatewayData>(directory, "apigateway", { regions: {} });
}
