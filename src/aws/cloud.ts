import type { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Clock } from "../engine/clock.ts";
import type { Fetch } from "../network/fetch.ts";
import type { Addresses } from "./addresses.ts";
import type { Effects } from "./record-effects.ts";

/** Access to one account and region: the SDK's clients, the time, and the signal that cancels every wait. */
export interface Cloud extends Clock {
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly apigateway: APIGatewayClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  /** The effects of all calls that these clients have made so far. */
  readonly effects: Readonly<Effects>;
  readonly region: string;
  /** The 12-digit account ID. */
  readonly account: string;
  /** The ARN of the caller, as STS returns it. */
  readonly callerArn: () => Promise<string>;
  readonly addresses: Addresses;
  /** Sends requests other than SDK calls: to deployed APIs and websites, and to Lambda's URLs for downloading code. */
  readonly fetch: Fetch;
  /** Signs each request, for an API that accepts only signed requests. */
  readonly signedFetch: Fetch;
}
