import type { Deployments, GetDeploymentsRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { deploymentOutput } from "./deployment-output.ts";
import { needs } from "./required-permissions.ts";
import { ageKey, pageOf } from "./page.ts";
import { presentApi } from "./records.ts";

export const getDeployments = {
  needs({ restApiId }: Validated<GetDeploymentsRequest>, call: Call) {
    return [needs(call, "GET", `/restapis/${restApiId}/deployments`)];
  },

  run({ restApiId, ...page }: Validated<GetDeploymentsRequest>, call: Call): Deployments {
    const deployments = Object.values(presentApi(call, restApiId).deployments);
    const { items, position } = pageOf(deployments, ageKey, page);
    return { items: items.map(deploymentOutput), position };
  },
} satisfies Operation;
