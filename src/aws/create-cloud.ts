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
import { retryStrategy } from "./retry-strategy.ts";
import { retryWhile } from "./until.ts";
import type { World } from "./world.ts";

/** Makes the clients for a target, and asks which account its credentials belong to unless target or credentials tell. */
export async function createCloud(target: Target, world: World): Promise<Cloud> {
  const config = clientConfig(target);
  const reached = { hasAnswered: false };
  const patiently = (service: string) => ({ ...config, retryStrategy: retryStrategy(service, world, reached) });
  const sts = new STSClient(patiently("STS"));
  const account = target.account ?? (await accountOf(sts, world));
  // One set of credentials for all: they are looked up once (a profile may mean a login or a process).
  const shared = (service: string) => ({ ...patiently(service), credentials: sts.config.credentials });
  const cloud: Cloud = {
    iam: new IAMClient(shared("IAM")),
    lambda: new LambdaClient(shared("Lambda")),
    apigateway: new APIGatewayClient(shared("API Gateway")),
    dynamodb: new DynamoDBClient(shared("DynamoDB")),
    s3: new S3Client({ ...shared("S3"), forcePathStyle: target.endpointUrl !== undefined }),
    logs: new CloudWatchLogsClient(shared("CloudWatch Logs")),
    region: target.region,
    account,
    addresses: addressesOf(target, (question) =>
      retryWhile({ cloud, stateOf: () => undefined }, LOCAL_CLOUD, isUnreachable, question),
    ),
    now: world.now,
    sleep: (milliseconds) => world.sleep(milliseconds, world.signal),
    signal: world.signal,
  };
  return cloud;
}

const LOCAL_CLOUD = { for: "the local cloud to answer", seconds: 5 };

/** What `fetch` throws where nobody answers. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError;
}

/** Credentials of single sign-on, of a role or of a container know their account; others are asked about. */
async function accountOf(sts: STSClient, { signal }: World): Promise<string> {
  const { accountId } = await sts.config.credentials();
  if (accountId !== undefined) return accountId;
  const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  return Account;
}
