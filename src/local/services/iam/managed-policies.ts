import { AwsError } from "../../protocol/aws-error.ts";

/** The actions that AmazonAPIGatewayPushToCloudWatchLogs allows. */
export const API_GATEWAY_LOG_ACTIONS: readonly string[] = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
  "logs:GetLogEvents",
  "logs:FilterLogEvents",
];

/** The documents of the AWS managed policies that the local cloud supports, keyed by ARN. */
export const MANAGED_POLICIES: Readonly<Record<string, string>> = {
  "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs": JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: API_GATEWAY_LOG_ACTIONS, Resource: "*" }],
  }),
};

/** Rejects text that is not the ARN of a policy. */
export function checkPolicyArn(arn: string): void {
  if (!/^arn:[^:]+:iam::[^:]*:policy\/.+$/.test(arn))
    throw new AwsError("ValidationError", 400, "Invalid ARN:  Could not be parsed!");
}
