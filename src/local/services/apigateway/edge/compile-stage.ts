import type { LocalCloud } from "../../../cloud.ts";
import { findDeployment } from "../records.ts";
import type { DeploymentRecord, RestApiRecord, StageRecord } from "../store.ts";
import { compileAccessLog } from "./access-log.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import { compileRoutes, type RouteTable } from "./route-table.ts";
import { createThrottle } from "./throttle.ts";

interface StageLocation {
  readonly region: string;
  readonly api: RestApiRecord;
  readonly stage: StageRecord;
}

const routeTables = new WeakMap<DeploymentRecord, RouteTable>();

/** Compiles a stage. Returns undefined if its deployment does not exist. */
export function compileStage(cloud: LocalCloud, { region, api, stage }: StageLocation): CompiledStage | undefined {
  const deployment = findDeployment(api, stage.deploymentId);
  if (!deployment) return undefined;
  const routes = routeTables.get(deployment) ?? compileRoutes(deployment.definition);
  routeTables.set(deployment, routes);
  return {
    region,
    account: cloud.account,
    restApiId: api.id,
    name: stage.name,
    deploymentId: deployment.id,
    variables: Object.keys(stage.variables).length > 0 ? stage.variables : null,
    api: deployment.definition,
    routes,
    admits: createThrottle(stage, cloud.clock),
    accessLog: compileAccessLog(region, api.id, stage),
  };
}
