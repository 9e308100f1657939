import type { Deployments, GetDeploymentsRequest } from "@aws-sdk/client-api-gateway";
import type { Call, Operation, Validated } from "../../operation.ts";
import { deploymentOutput } from "./deployment-output.ts";
import { ageKey, pageOf } from "./page.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";

export const getDeployments = {
  needs({ restApiId }: Validated<GetDeploymentsRequest>, call: Call) {
    return [requiredPermissions(call, "GET", `/restapis/${restApiId}/deployments`)];
  },

  run({ restApiId, ...page }: Validated<GetDeploymentsRequest>, call: Call): Deployments {
    const deployments = Object.values(requireApi(call, restApiId).deployments);
    const { items, position } = pageOf(deployments, ageKey, page);
    return { items: items.map(deploymentOutput), position };
  },
} satisfies Operation;
