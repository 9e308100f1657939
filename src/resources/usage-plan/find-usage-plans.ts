import {
  GetUsagePlanCommand,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
  type UsagePlan,
} from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { isOurs } from "../../aws/ownership.ts";
import { type StackName, stackLabel } from "../../aws/stack-name.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { retryOnConflict } from "../rest-api/retry-on-conflict.ts";

/** Lists the usage plans with the stack's name and tags, always in the same order: names are not unique. */
export async function findUsagePlans(cloud: Cloud, stack: StackName): Promise<readonly UsagePlan[]> {
  const found = await usagePlansNamed(cloud, stackLabel(stack));
  return found.filter(({ tags = {} }) => isOurs(tags, stack));
}

/** Lists the usage plans of a name, of any owner, with their tags, which the list of all plans lacks. */
export async function usagePlansNamed(cloud: Cloud, name: string): Promise<readonly UsagePlan[]> {
  const named = (await listUsagePlans(cloud)).filter((plan) => plan.name === name);
  const plans = await Promise.all(
    named.map(({ id: usagePlanId }) =>
      undefinedOn(cloud.apigateway.send(new GetUsagePlanCommand({ usagePlanId })), "NotFoundException"),
    ),
  );
  return plans.flatMap((plan) => plan ?? []).sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
}

/** Lists the usage plans of the account and region, without tags. */
export async function listUsagePlans(cloud: Cloud): Promise<readonly UsagePlan[]> {
  return retryOnConflict(cloud, "GetUsagePlans", async () => {
    const found: UsagePlan[] = [];
    for await (const page of paginateGetUsagePlans({ client: cloud.apigateway, pageSize: 500 }, {}))
      found.push(...(page.items ?? []));
    return found;
  });
}

/** The IDs of a plan's keys. The response has their values too, which are dropped here. */
export async function keyIdsOf(cloud: Cloud, usagePlanId: string): Promise<readonly string[]> {
  return retryOnConflict(cloud, "GetUsagePlanKeys", async () => {
    const found: string[] = [];
    const pages = paginateGetUsagePlanKeys({ client: cloud.apigateway, pageSize: 500 }, { usagePlanId });
    for await (const page of pages) found.push(...(page.items ?? []).map(({ id = "" }) => id));
    return found.sort();
  });
}
