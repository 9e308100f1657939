import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../engine/clock.ts";
import { retryWhile } from "../engine/wait.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { createFetch } from "../network/fetch.ts";
import { addressesOf, clientConfig, usesConfiguredEndpoint } from "./client-config.ts";
import type { Cloud } from "./cloud.ts";
import { completeApiTags } from "./complete-api-tags.ts";
import { completeBucketTags } from "./complete-bucket-tags.ts";
import { type Client, expectAwsResponses } from "./expect-aws-responses.ts";
import { recordEffects } from "./record-effects.ts";
import { retryStrategy } from "./retry-strategy.ts";
import { rememberRequiredPermissions } from "./s3-permissions.ts";
import type { Service } from "./services.ts";
import { signedFetch } from "./signed-fetch.ts";
import { endpointOf, type Target } from "./target.ts";

/** Creates the clients for a target. Calls STS for the account ID, unless the target or the credentials contain it. */
export async function createCloud(target: Target, clock: Clock): Promise<Cloud> {
  const reached = { hasResponded: false };
  const withRetries = (service: Service) => ({
    ...clientConfig(target, service),
    retryStrategy: retryStrategy(service, clock, reached),
  });
  const effects = { hasChanged: false, hasDeleted: false };
  const withMiddleware = <Some extends Client>(service: Service, client: Some) =>
    recordEffects(expectAwsResponses(client, endpointOf(target, service)), effects);
  const sts = withMiddleware("STS", new STSClient(withRetries("STS")));
  const account = target.account ?? (await readAccount(sts, clock));
  // All clients share the credentials, which are looked up once because a profile may require a login or run a program.
  const shared = (service: Service) => ({ ...withRetries(service), credentials: sts.config.credentials });
  const fetch = createFetch(target.caBundle);
  const cloud: Cloud = {
    ...clock,
    iam: withMiddleware("IAM", new IAMClient(shared("IAM"))),
    lambda: withMiddleware("Lambda", new LambdaClient(shared("Lambda"))),
    apigateway: withMiddleware("API Gateway", new APIGatewayClient(shared("API Gateway"))),
    dynamodb: withMiddleware("DynamoDB", new DynamoDBClient(shared("DynamoDB"))),
    s3: withMiddleware("S3", new S3Client({ ...shared("S3"), forcePathStyle: endpointOf(target, "S3") !== undefined })),
    logs: withMiddleware("CloudWatch Logs", new CloudWatchLogsClient(shared("CloudWatch Logs"))),
    effects,
    region: target.region,
    account,
    callerArn: async () => (await sts.send(new GetCallerIdentityCommand({}), { abortSignal: clock.signal })).Arn ?? "",
    addresses: addressesOf(target, (request) => retryWhile(clock, LOCAL_CLOUD_WAIT, isUnreachable, request)),
    fetch,
    signedFetch: signedFetch(fetch, { ...target, credentials: sts.config.credentials }, clock.now),
  };
  rememberRequiredPermissions(cloud.s3, target.region);
  expectBucketOwner(cloud.s3, account);
  if (usesConfiguredEndpoint(target, "API Gateway")) completeApiTags(cloud.apigateway, target.region);
  if (usesConfiguredEndpoint(target, "S3")) completeBucketTags(cloud.s3);
  return cloud;
}

const LOCAL_CLOUD_WAIT = { for: "the local cloud to respond", seconds: 5 };

/** `fetch` throws a TypeError if there is no response. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError;
}

/** Some credentials, such as SSO and role credentials, include the account; for other credentials, STS returns it. */
async function readAccount(sts: STSClient, { signal }: Clock): Promise<string> {
  const { accountId } = await readCredentials(sts);
  if (accountId !== undefined) return accountId;
  const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
  return Account;
}

/** Throws a TodoApiError if a key contains invalid characters, or if the source fails with an unexpected error. */
async function readCredentials(sts: STSClient) {
  const credentials = await sts.config.credentials().catch((cause: Error) => {
    // The SDK's own errors are explained later; other errors, such as one about a damaged cache file, need context.
    if (cause instanceof TodoApiError || cause.name.endsWith("ProviderError") || "$metadata" in cause) throw cause;
    throw unusable(`the credentials cannot be read: ${cause.message}`, cause);
  });
  const { accessKeyId, secretAccessKey, sessionToken = "" } = credentials;
  for (const [what, value] of Object.entries({ accessKeyId, secretAccessKey, sessionToken }))
    if (/[^\x21-\x7e]/.test(value))
      throw unusable(`the ${what} in the credentials contains an invalid character, such as a space or a line break`);
  return credentials;
}

function unusable(message: string, cause?: Error): TodoApiError {
  return new TodoApiError("credentials-unusable", EXIT.auth, message, {
    ...(cause && { cause }),
    next: [{ command: "aws sts get-caller-identity", comment: "show which credentials are used" }],
  });
}

/**
 * Makes S3 reject every request for another account's bucket. Bucket names are global, and anyone can take the name of
 * a deleted bucket (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html). The SDK
 * omits the parameter from operations that do not support it, such as CreateBucket.
 */
function expectBucketOwner(s3: S3Client, account: string): void {
  s3.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, ExpectedBucketOwner: account } }),
    { step: "initialize", name: "expectBucketOwner" },
  );
}
