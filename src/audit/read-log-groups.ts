import { DescribeResourcePoliciesCommand, type ResourcePolicy } from "@aws-sdk/client-cloudwatch-logs";
import { ACTIONS } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import { accessLogGroupName, functionLogGroupName } from "../aws/names.ts";
import { KIND } from "../resources/kinds.ts";
import { listLogGroupsLike } from "../resources/log-group-listings.ts";
import type { AuditedStack } from "./control.ts";
import { derived, factOf, isAbsent } from "./fact.ts";
import type { AuditedResource, LogGroupFacts } from "./facts.ts";
import { type Statement, statementsIn } from "./statements.ts";

/** Reads the log groups of the functions and of the API. */
export async function readLogGroups(
  cloud: Cloud,
  { name: stack }: AuditedStack,
): Promise<readonly AuditedResource<LogGroupFacts>[]> {
  const names = [...ACTIONS.map((action) => functionLogGroupName(stack, action)), accessLogGroupName(stack)];
  const resourcePolicies = await factOf("logs:DescribeResourcePolicies", readResourcePolicies(cloud));
  const found = await Promise.all(
    names.map(async (name) => {
      const listing = await factOf("logs:DescribeLogGroups", listLogGroupsLike(cloud.logs, name, stack));
      const group = derived(listing, (groups) => groups.find(({ logGroupName }) => logGroupName === name));
      if (isAbsent(group)) return [];
      return [{ kind: KIND.logGroup, name, facts: { group: derived(group, (one) => one ?? {}), resourcePolicies } }];
    }),
  );
  return found.flat();
}

async function readResourcePolicies({ logs }: Cloud): Promise<Readonly<Record<string, readonly Statement[]>>> {
  const found: ResourcePolicy[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeResourcePoliciesCommand({ nextToken }));
    found.push(...(page.resourcePolicies ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return Object.fromEntries(
    found.map(({ policyName = "", policyDocument = "{}" }) => [policyName, statementsIn(policyDocument)]),
  );
}
