import { ACTIONS } from "../api/routes.ts";
import type { Cloud } from "../aws/cloud.ts";
import { accessLogGroupName, functionLogGroupName, functionName } from "../aws/names.ts";
import { isName, type StackName } from "../aws/stack-name.ts";
import { listLogGroups } from "./log-group-listings.ts";

/** A log group that AWS recreated after its deletion, and the stack that its name indicates. */
interface DelayedLogGroup {
  readonly name: string;
  readonly stack: StackName;
  readonly action: string | undefined;
}

/**
 * Lists the log groups that AWS may have recreated, without tags and without retention, because something logged after
 * the group was deleted (https://github.com/aws/aws-cdk/issues/31487). The group of another owner's function looks the
 * same, so it counts only names that todo-api computes for one of these apps with a current action, and none that
 * another owner's function uses. The caller must check that they have no tags.
 */
export async function listDelayedLogGroups(
  cloud: Cloud,
  apps: ReadonlySet<string>,
  othersFunctions: ReadonlySet<string>,
): Promise<readonly DelayedLogGroup[]> {
  // With the apps "todo" and "todo-api", the group of todo-api-dev belongs to the longer one.
  const byLength = [...apps].sort((a, b) => a.length - b.length);
  const listed = await Promise.all(byLength.map((app) => groupsOf(cloud, app)));
  const groups = [...new Map(listed.flat().map((group) => [group.name, group])).values()];
  return groups.filter(
    ({ stack, action }) => action === undefined || !othersFunctions.has(functionName(stack, action)),
  );
}

async function groupsOf(cloud: Cloud, app: string): Promise<readonly DelayedLogGroup[]> {
  const prefixes = ["/aws/lambda/", "/aws/api-gateway/"].map((folder) => `${folder}${app}-`);
  const found = await Promise.all(
    prefixes.map((logGroupNamePrefix) => listLogGroups(cloud.logs, { logGroupNamePrefix })),
  );
  return found.flat().flatMap(({ logGroupName: name = "", retentionInDays }) => {
    const late = retentionInDays === undefined ? parseName(name, app) : undefined;
    return late ? [{ ...late, name }] : [];
  });
}

function parseName(name: string, app: string): Omit<DelayedLogGroup, "name"> | undefined {
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
