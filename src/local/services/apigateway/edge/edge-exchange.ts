import type { LocalCloud } from "../../../cloud.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import type { Deadlines } from "./deadlines.ts";
import type { EdgeRequest } from "./edge-request.ts";
import type { PlanUsage } from "./plan-usage.ts";
import type { Match } from "./route-table.ts";

/** A request, and everything that is required to respond to it. */
export interface EdgeExchange {
  readonly cloud: LocalCloud;
  readonly deadlines: Deadlines;
  readonly countAgainstPlan: PlanUsage;
  readonly stage: CompiledStage;
  readonly request: EdgeRequest;
  readonly match: Match | undefined;
}
