import type { LocalCloud } from "../../cloud.ts";
import { API_GATEWAY_LOG_ACTIONS } from "../iam/managed-policies.ts";
import { canBeAssumedBy, findRoleByArn, roleVerdict } from "../iam/roles.ts";
import { badRequest } from "./errors.ts";

/** Rejects a role that does not let API Gateway write logs. */
export function checkLoggingRole(cloud: LocalCloud, region: string, roleArn: string): void {
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) throw badRequest("The role ARN is not well formed");
  const role = findRoleByArn(cloud, roleArn);
  if (!role || !canBeAssumedBy(cloud, role, "apigateway.amazonaws.com"))
    throw badRequest(
      "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
    );
  const resource = `arn:aws:logs:${region}:${cloud.account}:log-group:*`;
  if (API_GATEWAY_LOG_ACTIONS.some((action) => roleVerdict(role, { action, resource }) !== "allow"))
    throw badRequest("API Gateway could not successfully write to CloudWatch Logs using the ARN specified");
}

/** Whether API Gateway may write to a log group with the account's logging role in the region. */
export function mayWriteLogs(cloud: LocalCloud, region: string, group: string): boolean {
  const roleArn = cloud.apigateway.data.regions[region]?.cloudwatchRoleArn;
  const role = roleArn === undefined ? undefined : findRoleByArn(cloud, roleArn);
  if (!role || !canBeAssumedBy(cloud, role, "apigateway.amazonaws.com")) return false;
  const resource = `arn:aws:logs:${region}:${cloud.account}:log-group:${group}:log-stream:*`;
  return roleVerdict(role, { action: "logs:PutLogEvents", resource }) === "allow";
}
