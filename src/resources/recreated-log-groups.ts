import { ACTIONS } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import { accessLogGroupName, functionLogGroupName, functionName } from "../aws/names.ts";
import { isName, type StackName } from "../aws/stack-name.ts";
import { listLogGroups } from "./log-group-listings.ts";

/** A log group that AWS may have recreated after its deletion, and the stack that its name indicates. */
interface RecreatedLogGroup {
  readonly name: string;
  readonly stack: StackName;
  readonly action: string | undefined;
}

/**
 * Lists the log groups that AWS may have recreated, without tags or retention, because logs arrived after the group was
 * deleted (https://github.com/aws/aws-cdk/issues/31487). Another owner's groups can look the same, so the list contains
 * only names that todo-api would use for one of these apps, and omits those that another owner's function uses. The
 * caller must check that the groups have no tags.
 */
export async function listRecreatedLogGroups(
  cloud: Cloud,
  apps: ReadonlySet<string>,
  othersFunctions: ReadonlySet<string>,
): Promise<readonly RecreatedLogGroup[]> {
  // If "todo" and "todo-api" are both apps, the group of todo-api-dev is assigned to the app with the longer name.
  const byLength = [...apps].sort((a, b) => a.length - b.length);
  const listed = await Promise.all(byLength.map((app) => groupsOf(cloud, app)));
  const groups = [...new Map(listed.flat().map((group) => [group.name, group])).values()];
  return groups.filter(
    ({ stack, action }) => action === undefined || !othersFunctions.has(functionName(stack, action)),
  );
}

async function groupsOf(cloud: Cloud, app: string): Promise<readonly RecreatedLogGroup[]> {
  const prefixes = ["/aws/lambda/", "/aws/api-gateway/"].map((folder) => `${folder}${app}-`);
  const found = await Promise.all(
    prefixes.map((logGroupNamePrefix) => listLogGroups(cloud.logs, { logGroupNamePrefix })),
  );
  return found.flat().flatMap(({ logGroupName: name = "", retentionInDays }) => {
    const parsed = retentionInDays === undefined ? parseName(name, app) : undefined;
    return parsed ? [{ ...parsed, name }] : [];
  });
}

function parseName(name: string, app: string): Omit<RecreatedLogGroup, "name"> | undefined {
  const stem = name.slice(name.lastIndexOf("/") + 1 + app.length + 1);
  const action = ACTIONS.find((one) => stem.endsWith(`-${one}`));
  const functionStack = action && { app, stage: stem.slice(0, -action.length - 1) };
  if (functionStack && isName("stage", functionStack.stage) && functionLogGroupName(functionStack, action) === name)
    return { stack: functionStack, action };
  const apiStack = { app, stage: stem };
  return isName("stage", stem) && accessLogGroupName(apiStack) === name
    ? { stack: apiStack, action: undefined }
    : undefined;
}
