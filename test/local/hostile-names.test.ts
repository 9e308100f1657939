import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  GetStageCommand,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  ListTagsCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mock, openApi } from "./apigateway/openapi-document.ts";
import { functionInput, type LambdaCloud, startLambdaCloud, zip } from "./lambda/lambda-cloud.ts";

const NAMES = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"];
const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const TRUST = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
afterAll(() => cloud.test.stop());

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const tagged = (name: string) => Object.fromEntries([[name, "value"]]);

test.each(NAMES)("a role and a policy named %s work like any other", async (name) => {
  const iam = new IAMClient(cloud.test.clientConfig);
  const role = { RoleName: name };
  await expect(iam.send(new GetRoleCommand(role))).rejects.toMatchObject({ name: "NoSuchEntityException" });
  const create = { ...role, AssumeRolePolicyDocument: document(TRUST), Tags: [{ Key: name, Value: name }] };
  await iam.send(new CreateRoleCommand(create));
  expect((await iam.send(new GetRoleCommand(role))).Role).toMatchObject({ RoleName: name, Tags: create.Tags });
  const policy = { ...role, PolicyName: name };
  await expect(iam.send(new GetRolePolicyCommand(policy))).rejects.toMatchObject({ name: "NoSuchEntityException" });
  await iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: document(ALLOW) }));
  expect(await iam.send(new GetRolePolicyCommand(policy))).toMatchObject({ PolicyName: name });
  await iam.send(new DeleteRolePolicyCommand(policy));
  await iam.send(new DeleteRoleCommand(role));
  await expect(iam.send(new GetRoleCommand(role))).rejects.toMatchObject({ name: "NoSuchEntityException" });
});

test.each(NAMES)("a function with everything named %s works like any other", async (name) => {
  const missing = { name: "ResourceNotFoundException" };
  const get = new GetFunctionCommand({ FunctionName: name });
  await expect(cloud.lambda.send(get)).rejects.toMatchObject(missing);
  const code = zip({
    "index.mjs": "export const handler = async () => 1;",
  });
  const { FunctionArn = "" } = await cloud.lambda.send(
    new CreateFunctionCommand({ ...functionInput(name, cloud.role, code), Tags: tagged(name) }),
  );
  expect((await cloud.lambda.send(new ListTagsCommand({ Resource: FunctionArn }))).Tags).toEqual(tagged(name));
  const version = new GetFunctionCommand({ FunctionName: name, Qualifier: name });
  await expect(cloud.lambda.send(version)).rejects.toMatchObject(missing);
  const permission = { Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", StatementId: name };
  await cloud.lambda.send(new AddPermissionCommand({ FunctionName: name, ...permission }));
  const { Policy = "" } = await cloud.lambda.send(new GetPolicyCommand({ FunctionName: name }));
  expect(JSON.parse(Policy).Statement).toMatchObject([{ Sid: name }]);
  expect(await cloud.call(name)).toMatchObject({ error: undefined, payload: 1 });
});

test.each(NAMES)("a log group with everything named %s works like any other", async (name) => {
  const logs = new CloudWatchLogsClient(cloud.test.clientConfig);
  const group = { logGroupName: name };
  const streams = new DescribeLogStreamsCommand(group);
  await expect(logs.send(streams)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await logs.send(new CreateLogGroupCommand({ ...group, tags: tagged(name) }));
  expect((await logs.send(streams)).logStreams).toEqual([]);
  await logs.send(new CreateLogStreamCommand({ ...group, logStreamName: name }));
  expect((await logs.send(streams)).logStreams).toMatchObject([{ logStreamName: name }]);
  const resourceArn = `arn:aws:logs:${cloud.test.region}:${cloud.test.account}:log-group:${name}`;
  expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(tagged(name));
});

test.each(NAMES)("a stage named %s works like any other", async (stageName) => {
  const gateway = new APIGatewayClient(cloud.test.clientConfig);
  const { id: restApiId = "" } = await gateway.send(
    new CreateRestApiCommand({ name: stageName, endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  const get = new GetStageCommand({ restApiId, stageName });
  await expect(gateway.send(get)).rejects.toMatchObject({ name: "NotFoundException" });
  const methods = openApi({ [`/${stageName}`]: { get: mock() } });
  const body = Buffer.from(JSON.stringify(methods));
  await gateway.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body }));
  const { id: deploymentId } = await gateway.send(new CreateDeploymentCommand({ restApiId }));
  await gateway.send(new CreateStageCommand({ restApiId, stageName, deploymentId, variables: tagged(stageName) }));
  expect(await gateway.send(get)).toMatchObject({ stageName, deploymentId, variables: tagged(stageName) });
});

test("objects with these names work like any other", async () => {
  const s3 = new S3Client({ ...cloud.test.clientConfig, forcePathStyle: true });
  const Bucket = "hostile-names";
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  for (const Key of NAMES) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, Metadata: tagged("note") }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents.map(({ Key }) => Key).sort()).toEqual([...NAMES].sort());
  for (const Key of NAMES) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(Key);
  }
});

test("nothing that all objects share has changed", () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.keys(Object)).toEqual([]);
  expect(Object.keys(Function.prototype)).toEqual([]);
});
