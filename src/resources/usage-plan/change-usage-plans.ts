import {
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanCommand,
  DeleteUsagePlanKeyCommand,
  type PatchOperation,
  UpdateUsagePlanCommand,
  type UsagePlan,
} from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { deleteFromApiGateway, retryOnConflict } from "../rest-api/retry-on-conflict.ts";
import { findUsagePlans, listKeyIds } from "./find-usage-plans.ts";

/** Changes a plan. AWS accepts one such call every 20 seconds. */
export async function patchUsagePlan(
  cloud: Cloud,
  usagePlanId: string,
  patchOperations: PatchOperation[],
): Promise<void> {
  const command = new UpdateUsagePlanCommand({ usagePlanId, patchOperations });
  await retryOnConflict(cloud, "UpdateUsagePlan", () => cloud.apigateway.send(command));
}

/**
 * Adds a key to a plan. Each attempt first checks whether the plan has the key: if another run has already added it,
 * AWS reports a conflict, which a retry does not resolve.
 */
export async function addKeyToPlan(cloud: Cloud, usagePlanId: string, keyId: string): Promise<void> {
  const command = new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: "API_KEY" });
  await retryOnConflict(cloud, "CreateUsagePlanKey", async () => {
    if (!(await listKeyIds(cloud, usagePlanId)).includes(keyId)) await cloud.apigateway.send(command);
  });
}

/** Removes a key from a plan; the key remains. */
export async function removeKeyFromPlan(cloud: Cloud, usagePlanId: string, keyId: string): Promise<void> {
  const command = new DeleteUsagePlanKeyCommand({ usagePlanId, keyId });
  await deleteFromApiGateway(cloud, "DeleteUsagePlanKey", () => cloud.apigateway.send(command));
}

/** Deletes the stack's plans for which `isSelected` returns true; returns whether any existed. */
export async function deleteUsagePlans(
  cloud: Cloud,
  stack: StackName,
  isSelected: (plan: UsagePlan) => boolean,
): Promise<boolean> {
  const plans = (await findUsagePlans(cloud, stack)).filter(isSelected);
  for (const plan of plans) await deleteUsagePlan(cloud, plan);
  return plans.length > 0;
}

/** AWS rejects the deletion of a plan that still has stages: https://github.com/aws/aws-sdk-js/issues/3841 */
async function deleteUsagePlan(cloud: Cloud, { id: usagePlanId = "", apiStages = [] }: UsagePlan): Promise<void> {
  const removals = apiStages.map(({ apiId, stage }): PatchOperation => {
    return { op: "remove", path: "/apiStages", value: `${apiId}:${stage}` };
  });
  // The stage, and its association with the plan, may have been deleted in the meantime.
  if (removals.length > 0) await undefinedOn(patchUsagePlan(cloud, usagePlanId, removals), "NotFoundException");
  const command = new DeleteUsagePlanCommand({ usagePlanId });
  await deleteFromApiGateway(cloud, "DeleteUsagePlan", () => cloud.apigateway.send(command));
}
