import { APIGatewayClient, CreateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelOf, SERVICE_NAMES } from "../../../src/local/model/service-model.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { SAMPLE_REQUESTS, type SampleRequest, sendSample } from "../../support/sample-requests.ts";
import { makeBucket, putText } from "../s3/s3-client.ts";

/** A deprecated S3 operation has the same request as its replacement. */
const SAME_REQUEST_AS: Readonly<Record<string, string>> = {
  GetBucketLifecycle: "GetBucketLifecycleConfiguration",
  GetBucketNotification: "GetBucketNotificationConfiguration",
  PutBucketLifecycle: "PutBucketLifecycleConfiguration",
  PutBucketNotification: "PutBucketNotificationConfiguration",
};

/** An operation with the same request as ListBuckets; on AWS, it has its own host and service name. */
const OTHER_HOST_OPERATION = "ListDirectoryBuckets";

let local: TestCloud;
let restApiId: string;

beforeAll(async () => {
  local = await startTestCloud();
  restApiId = await deploySamples(local);
});
afterAll(() => local.stop());

describe.each(SERVICE_NAMES)("%s", (service) => {
  const supported = modelOf(service).operations;
  const isUnsupported = ({ operation }: SampleRequest) =>
    !Object.hasOwn(supported, SAME_REQUEST_AS[operation] ?? operation) && operation !== OTHER_HOST_OPERATION;
  const unsupported = SAMPLE_REQUESTS.filter((sample) => sample.service === service && isUnsupported(sample));

  test("rejects every operation that it does not support by its own name and changes nothing", async () => {
    expect(unsupported.length).toBeGreaterThan(0);
    const before = await stateOf(local);
    const failures = [];
    for (const sample of unsupported) {
      const { status, text } = await send(sample);
      const name = SAME_REQUEST_AS[sample.operation] ?? sample.operation;
      const isNamed = text.includes(`The ${service} operation ${name} is not supported by the local cloud.`);
      const isUnchanged = (await stateOf(local)) === before;
      if (status !== 400 || !isNamed || !isUnchanged) failures.push({ ...sample, status, text, isUnchanged });
    }
    expect(failures).toEqual([]);
  });
});

test("rejects what is signed for S3 directory buckets by the name of that service", async () => {
  const [sample] = SAMPLE_REQUESTS.filter(({ operation }) => operation === OTHER_HOST_OPERATION);
  const { status, text } = await send({
    headers: {},
    method: "GET",
    path: "/",
    body: "",
    ...sample,
    service: "s3express",
    operation: OTHER_HOST_OPERATION,
  });
  expect(status).toBe(400);
  expect(text).toContain("The service s3express is not supported by the local cloud.");
});

test.each(["monitoring", "sns", "tagging"])(
  "rejects every operation of %s by the name of the service",
  async (service) => {
    const foreign = SAMPLE_REQUESTS.filter((sample) => sample.service === service);
    expect(foreign.length).toBeGreaterThan(0);
    const before = await stateOf(local);
    for (const sample of foreign) {
      const { status, text } = await send(sample);
      expect({ status, text }).toMatchObject({
        status: 400,
        text: expect.stringContaining(`The service ${service} is not supported by the local cloud.`),
      });
    }
    expect(await stateOf(local)).toBe(before);
  },
);

test.each([
  ["autoscaling", "DeletePolicy", "2011-01-01"],
  ["elasticache", "CreateUser", "2015-02-02"],
])(
  "rejects %s %s, which is also an operation of IAM, by the name of the service",
  async (service, operation, version) => {
    const { status, text } = await send({
      service,
      operation,
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: `Action=${operation}&Version=${version}`,
    });
    expect(status).toBe(400);
    expect(text).toContain(`The service ${service} is not supported by the local cloud.`);
  },
);

function send(sample: SampleRequest): Promise<{ readonly status: number; readonly text: string }> {
  return sendSample(local, local.credentials, { ...sample, path: sample.path.replace("{restApiId}", restApiId) });
}

/** The resources that the samples name, so that a misrouted sample would change them. */
async function deploySamples({ clientConfig }: TestCloud): Promise<string> {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await new IAMClient(clientConfig).send(
    new CreateRoleCommand({ RoleName: "sample", AssumeRolePolicyDocument }),
  );
  const Code = { ZipFile: zipSync({ "index.mjs": strToU8("export const handler = async () => {};") }) };
  const code = {
    FunctionName: "sample",
    Role: Role?.Arn,
    Code,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
  } as const;
  await new LambdaClient(clientConfig).send(new CreateFunctionCommand(code));
  const dynamodb = new DynamoDBClient(clientConfig);
  const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "S" as const }];
  const KeySchema = [{ AttributeName: "id", KeyType: "HASH" as const }];
  await dynamodb.send(
    new CreateTableCommand({ TableName: "sample", AttributeDefinitions, KeySchema, BillingMode: "PAY_PER_REQUEST" }),
  );
  await dynamodb.send(new PutItemCommand({ TableName: "sample", Item: { id: { S: "sample" } } }));
  await new CloudWatchLogsClient(clientConfig).send(new CreateLogGroupCommand({ logGroupName: "sample" }));
  const s3 = new S3Client({ ...clientConfig, forcePathStyle: true });
  await makeBucket(s3, "sample-bucket");
  await putText(s3, "sample-bucket", "sample-key", "sample");
  const endpointConfiguration = { types: ["REGIONAL" as const] };
  const { id } = await new APIGatewayClient(clientConfig).send(
    new CreateRestApiCommand({ name: "sample", endpointConfiguration }),
  );
  return id ?? "";
}

/** The cloud's complete state, as text. */
async function stateOf({ cloud, clientConfig }: TestCloud): Promise<string> {
  const { Items } = await new DynamoDBClient(clientConfig).send(new ScanCommand({ TableName: "sample" }));
  const { iam, lambda, apigateway, dynamodb, s3, logs } = cloud;
  return JSON.stringify([Items, ...[iam, lambda, apigateway, dynamodb, s3, logs].map(({ data }) => data)]);
}
