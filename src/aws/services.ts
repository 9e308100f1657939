import type { Given } from "../text/given.ts";

/**
 * The AWS services that todo-api calls, by service ID:
 * https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
 */
export const SERVICES = [
  "API Gateway",
  "CloudWatch Logs",
  "DynamoDB",
  "IAM",
  "Lambda",
  "S3",
  "S3 Control",
  "STS",
] as const;
export type Service = (typeof SERVICES)[number];

/** Endpoints for individual services, each with its source. */
export type ServiceEndpoints = Readonly<Partial<Record<Service, Given>>>;

/** The name of a service, such as `s3_control`, in a services section of the AWS config file. */
export function serviceKey(service: Service): string {
  return service.toLowerCase().replaceAll(" ", "_");
}
