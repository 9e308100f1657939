import { sharedLogRoleName } from "./names.ts";

export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The condition that limits iam:PassRole to one service. */
export function passedTo(service: "lambda" | "apigateway"): Condition {
  return { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } };
}

/** The condition that limits iam:AttachRolePolicy to the managed policy that lets API Gateway write logs. */
export function onlyLogsPolicy(partition: string): Condition {
  return { ArnEquals: { "iam:PolicyARN": logsPolicyArn(partition) } };
}

/** AWS's managed policy that lets API Gateway write logs. */
export function logsPolicyArn(partition: string): string {
  return `arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`;
}

/** The condition that limits a permission to what todo-api needs; undefined if the permission needs no condition. */
export function requiredCondition(
  actions: readonly string[],
  [resource = ""]: readonly string[],
): Condition | undefined {
  if (actions.includes("iam:AttachRolePolicy")) return onlyLogsPolicy(resource.split(":")[1] ?? "aws");
  if (!actions.includes("iam:PassRole")) return undefined;
  return passedTo(resource.includes(sharedLogRoleName("")) ? "apigateway" : "lambda");
}
