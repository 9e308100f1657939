import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Target } from "../config.ts";
import { addressesOf, clientConfig } from "./client-config.ts";
import type { Cloud } from "./cloud.ts";

/** Time and the signal, from outside. */
export interface World {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

/** Makes the clients for a target and asks once which account its credentials belong to. */
export async function createCloud(target: Target, world: World): Promise<Cloud> {
  const config = clientConfig(target);
  const sts = new STSClient(config);
  const { Account: account = "" } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: world.signal });
  // One set of credentials for all: they are looked up once (a profile may mean a login or a process).
  const shared = { ...config, credentials: sts.config.credentials };
  return {
    iam: new IAMClient(shared),
    lambda: new LambdaClient(shared),
    apigateway: new APIGatewayClient(shared),
    dynamodb: new DynamoDBClient(shared),
    s3: new S3Client({ ...shared, forcePathStyle: target.endpointUrl !== undefined }),
    logs: new CloudWatchLogsClient(shared),
    region: target.region,
    account,
    addresses: addressesOf(target),
    now: world.now,
    sleep: (milliseconds) => world.sleep(milliseconds, world.signal),
    signal: world.signal,
  };
}
