import { partitionOf } from "./partitions.ts";
import { type StackName, stackLabel } from "./stack-name.ts";

/** An account and region, from which ARNs are computed. */
export interface AccountRegion {
  readonly region: string;
  readonly account: string;
}

// The names of a stack's resources are computed, so that todo-api finds every resource without a local file.

export function tableName(stack: StackName): string {
  return stackLabel(stack);
}

export function restApiName(stack: StackName): string {
  return stackLabel(stack);
}

export function functionName(stack: StackName, action: string): string {
  return `${stackLabel(stack)}-${action}`;
}

/** IAM is global, so the name includes the region. The maximum length is 54 (20+1+10+1+7+1+14); IAM allows 64. */
export function roleName(stack: StackName, action: string, region: string): string {
  return `${stackLabel(stack)}-${action}-${region}`;
}

/** The name of the role that API Gateway assumes to write logs: one per account and region. */
export function sharedLogRoleName(region: string): string {
  return `todo-api-shared-api-gateway-logs-${region}`;
}

/** All roles that todo-api creates have this path, so that they can be listed together. */
export const ROLE_PATH = "/todo-api/";

/**
 * Bucket names are global, so the name includes the account and region. The maximum length is 59
 * (20+1+10+1+12+1+14); S3 allows 63.
 */
export function bucketName(stack: StackName, { account, region }: AccountRegion): string {
  return `${stackLabel(stack)}-${account}-${region}`;
}

export function functionLogGroupName(stack: StackName, action: string): string {
  return `/aws/lambda/${functionName(stack, action)}`;
}

export function accessLogGroupName(stack: StackName): string {
  return `/aws/api-gateway/${stackLabel(stack)}`;
}

export function bucketArn({ region }: Pick<AccountRegion, "region">, name: string): string {
  return `arn:${partitionOf(region)}:s3:::${name}`;
}

export function tableArn(accountRegion: AccountRegion, name: string): string {
  return regionalArn(accountRegion, "dynamodb", `table/${name}`);
}

export function functionArn(accountRegion: AccountRegion, name: string): string {
  return regionalArn(accountRegion, "lambda", `function:${name}`);
}

/** The ARN without the `:*` that DescribeLogGroups appends. */
export function logGroupArn(accountRegion: AccountRegion, name: string): string {
  return regionalArn(accountRegion, "logs", `log-group:${name}`);
}

export function roleArn({ region, account }: AccountRegion, name: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:role${ROLE_PATH}${name}`;
}

/** ARNs of API Gateway's management API do not contain the account. */
export function apiGatewayArn(region: string, path: string): string {
  return `arn:${partitionOf(region)}:apigateway:${region}::${path}`;
}

export function executeApiArn(accountRegion: AccountRegion, path: string): string {
  return regionalArn(accountRegion, "execute-api", path);
}

function regionalArn({ region, account }: AccountRegion, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
