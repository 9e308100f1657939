import type { LocalCloud } from "../../../cloud.ts";
import type { ApiDefinition } from "../definition.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { EdgeResponse } from "./edge-response.ts";
import type { Match, RouteTable } from "./route-table.ts";
import type { Throttle } from "./throttle.ts";

/** A stage, made ready to serve requests. */
export interface CompiledStage {
  readonly region: string;
  readonly account: string;
  readonly restApiId: string;
  readonly name: string;
  readonly deploymentId: string;
  /** As events have them: null when there are none. */
  readonly variables: Readonly<Record<string, string>> | null;
  readonly api: ApiDefinition;
  readonly routes: RouteTable;
  readonly throttle: Throttle;
  readonly accessLog: AccessLog | undefined;
}

/** Where the lines of a stage go. */
export interface AccessLog {
  write(answered: Answered): void;
}

/** A request that was answered. */
export interface Answered {
  readonly cloud: LocalCloud;
  readonly stage: CompiledStage;
  readonly request: EdgeRequest;
  readonly match: Match | undefined;
  readonly answer: EdgeResponse;
  readonly answeredAt: number;
}
