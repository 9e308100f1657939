import type { ServiceName } from "../model/service-model.ts";
import { isReadOnly } from "../model/service-model.ts";
import type { Bounds } from "./draws.ts";

/** The bounds of a call's duration in seconds, as measured in LocalStack's test runs on AWS and in Terraform's logs. */
export function latencyOf(service: ServiceName, operation: string): Bounds {
  return LATENCIES[`${service}:${operation}`] ?? (isReadOnly(operation) ? READ : WRITE);
}

const READ: Bounds = [0.03, 0.12];
const WRITE: Bounds = [0.1, 0.3];
const ITEM: Bounds = [0.003, 0.01];

const LATENCIES: Readonly<Record<string, Bounds | undefined>> = {
  "iam:CreateRole": [0.4, 1],
  "iam:PutRolePolicy": [0.2, 0.5],
  "iam:DeleteRole": [0.2, 0.5],
  "lambda:CreateFunction": [0.4, 1],
  "lambda:UpdateFunctionCode": [0.3, 0.8],
  "lambda:AddPermission": [0.1, 0.4],
  "apigateway:CreateRestApi": [0.5, 1.5],
  "apigateway:PutRestApi": [0.5, 1.5],
  "apigateway:CreateDeployment": [0.3, 1],
  "apigateway:DeleteRestApi": [0.5, 1],
  "s3:CreateBucket": [0.3, 1],
  "s3:PutBucketPolicy": [0.1, 0.5],
  "s3:PutBucketWebsite": [0.1, 0.5],
  "dynamodb:GetItem": ITEM,
  "dynamodb:PutItem": ITEM,
  "dynamodb:UpdateItem": ITEM,
  "dynamodb:DeleteItem": ITEM,
  "dynamodb:Query": ITEM,
  "dynamodb:BatchWriteItem": [0.01, 0.03],
};
