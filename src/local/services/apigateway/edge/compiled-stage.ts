import type { LocalCloud } from "../../../cloud.ts";
import type { ApiDefinition } from "../definition.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { EdgeResponse } from "./edge-response.ts";
import type { Match, RouteTable } from "./route-table.ts";
import type { Throttle } from "./throttle.ts";

/** A stage, compiled to serve requests. */
export interface CompiledStage {
  readonly region: string;
  readonly account: string;
  readonly restApiId: string;
  readonly name: string;
  readonly deploymentId: string;
  /** The stage variables; null if there are none, as in the events that Lambda receives. */
  readonly variables: Readonly<Record<string, string>> | null;
  readonly api: ApiDefinition;
  readonly routes: RouteTable;
  readonly admits: Throttle;
  readonly accessLog: AccessLog | undefined;
}

export interface AccessLog {
  write(served: ServedRequest): void;
}

interface ServedRequest {
  readonly cloud: LocalCloud;
  readonly stage: CompiledStage;
  readonly request: EdgeRequest;
  readonly match: Match | undefined;
  readonly response: EdgeResponse;
  readonly respondedAt: number;
}
