import {
  GetUsagePlanCommand,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
  type UsagePlan,
} from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { collectPages } from "../../aws/collect-pages.ts";
import { isOurs } from "../../aws/ownership.ts";
import { type StackName, stackLabel } from "../../aws/stack-name.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { retryOnConflict } from "../rest-api/retry-on-conflict.ts";

/** Lists the stack's usage plans by name and tags. Names are not unique, so several can match; the order is stable. */
export async function findUsagePlans(cloud: Cloud, stack: StackName): Promise<readonly UsagePlan[]> {
  const found = await listUsagePlansNamed(cloud, stackLabel(stack));
  return found.filter(({ tags = {} }) => isOurs(tags, stack));
}

/** Lists all owners' usage plans with this name, including their tags, which the list of all plans does not contain. */
export async function listUsagePlansNamed(cloud: Cloud, name: string): Promise<readonly UsagePlan[]> {
  const named = (await listUsagePlans(cloud)).filter((plan) => plan.name === name);
  const plans = await Promise.all(
    named.map(({ id: usagePlanId }) =>
      undefinedOn(cloud.apigateway.send(new GetUsagePlanCommand({ usagePlanId })), "NotFoundException"),
    ),
  );
  return plans.flatMap((plan) => plan ?? []).sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
}

/** Lists the usage plans in the account and region, without tags. */
export async function listUsagePlans(cloud: Cloud): Promise<readonly UsagePlan[]> {
  return retryOnConflict(cloud, "GetUsagePlans", () =>
    collectPages(paginateGetUsagePlans({ client: cloud.apigateway, pageSize: 500 }, {}), ({ items }) => items),
  );
}

/** Lists the IDs of a plan's keys. The response also contains their values, which are discarded here. */
export async function listKeyIds(cloud: Cloud, usagePlanId: string): Promise<readonly string[]> {
  const keys = await retryOnConflict(cloud, "GetUsagePlanKeys", () => {
    const pages = paginateGetUsagePlanKeys({ client: cloud.apigateway, pageSize: 500 }, { usagePlanId });
    return collectPages(pages, ({ items }) => items);
  });
  return keys.map(({ id = "" }) => id).sort();
}
