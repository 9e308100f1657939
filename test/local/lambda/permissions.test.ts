import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mayInvoke } from "../../../src/local/services/lambda/may-invoke.ts";
import { type LambdaCloud, startLambdaCloud } from "./lambda-cloud.ts";

const ECHO = "export const handler = async (event) => event;";
const FunctionName = "permitted";
const ARN = "arn:aws:lambda:eu-west-1:000000000000:function:permitted";
const SOURCE = "arn:aws:execute-api:eu-west-1:000000000000:abc123/*/GET/items";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
beforeEach(async () => {
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName })).catch(() => {});
  await cloud.makeFunction(FunctionName, ECHO);
});
afterAll(() => cloud.test.stop());

function add(more: Partial<AddPermissionCommandInput> = {}) {
  const input = { FunctionName, StatementId: "api", Action: "lambda:InvokeFunction" };
  return cloud.lambda.send(
    new AddPermissionCommand({ ...input, Principal: "apigateway.amazonaws.com", SourceArn: SOURCE, ...more }),
  );
}

function permits(sourceArn: string, service = "apigateway.amazonaws.com", sourceAccount = "000000000000") {
  return mayInvoke(cloud.test.cloud, "eu-west-1", FunctionName, { service, sourceArn, sourceAccount });
}

test("a permission is stored and returned exactly as AWS stores it", async () => {
  const { Statement, $metadata } = await add({ SourceAccount: "000000000000" });
  const statement =
    '{"Sid":"api","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction",' +
    `"Resource":"${ARN}","Condition":{"StringEquals":{"AWS:SourceAccount":"000000000000"},"ArnLike":{"AWS:SourceArn":"${SOURCE}"}}}`;
  expect(Statement).toBe(statement);
  expect($metadata.httpStatusCode).toBe(201);
  const { Policy } = await cloud.lambda.send(new GetPolicyCommand({ FunctionName: ARN }));
  expect(Policy).toBe(`{"Version":"2012-10-17","Id":"default","Statement":[${statement}]}`);
});

test("accepts accounts, ARNs and everyone as principals, and rejects anything else", async () => {
  await add({ StatementId: "account", Principal: "111111111111", SourceArn: undefined });
  await add({ StatementId: "user", Principal: "arn:aws:iam::000000000000:user/me", SourceArn: undefined });
  await add({ StatementId: "all", Principal: "*", SourceArn: undefined });
  const { Policy = "" } = await cloud.lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy).Statement).toMatchObject([
    { Principal: { AWS: "arn:aws:iam::111111111111:root" } },
    { Principal: { AWS: "arn:aws:iam::000000000000:user/me" } },
    { Principal: "*" },
  ]);
  await expect(add({ StatementId: "bad", Principal: "somebody" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "The provided principal was invalid. Please check the principal and try again.",
  });
});

test("rejects a statement ID that exists, even with the same statement", async () => {
  await add();
  await expect(add()).rejects.toMatchObject({
    name: "ResourceConflictException",
    message:
      "The statement id (api) provided already exists. Please provide a new statement id, or remove the existing statement.",
    $metadata: { httpStatusCode: 409 },
  });
});

test("a policy above 20 KB is rejected", async () => {
  const filled = async () => {
    for (let index = 0; index < 200; index++) await add({ StatementId: `api-${index}` });
  };
  await expect(filled()).rejects.toMatchObject({
    name: "PolicyLengthExceededException",
    message: expect.stringMatching(/^The final policy size \(20\d{3}\) is bigger than the limit \(20480\)\.$/),
  });
});

test("rejects a policy on $LATEST and on a missing function", async () => {
  await expect(add({ Qualifier: "$LATEST" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "We currently do not support adding policies for $LATEST.",
  });
  await expect(add({ FunctionName: "missing" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("a version and an alias have policies of their own, which disappear with them", async () => {
  const { Version } = await cloud.lambda.send(new PublishVersionCommand({ FunctionName }));
  await cloud.lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
  const policyOf = async (Qualifier?: string) =>
    (await cloud.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))).Policy;
  const noPolicy = { name: "ResourceNotFoundException", message: "The resource you requested does not exist." };
  for (const Qualifier of [undefined, "1", "live"]) {
    await expect(policyOf(Qualifier)).rejects.toMatchObject(noPolicy);
    const { Statement = "" } = await add({ Qualifier });
    expect(JSON.parse(Statement).Resource).toBe(Qualifier === undefined ? ARN : `${ARN}:${Qualifier}`);
    expect(await policyOf(Qualifier)).toBe(`{"Version":"2012-10-17","Id":"default","Statement":[${Statement}]}`);
    await expect(add({ Qualifier })).rejects.toMatchObject({ name: "ResourceConflictException" });
  }
  const remove = (Qualifier: string) =>
    cloud.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "api", Qualifier }));
  await remove("1");
  await expect(policyOf("1")).rejects.toMatchObject(noPolicy);
  await expect(remove("1")).rejects.toMatchObject({ message: "No policy is associated with the given resource." });
  await cloud.lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  await expect(add({ Qualifier: "live" })).rejects.toMatchObject({ message: `Cannot find alias arn: ${ARN}:live` });
  await cloud.lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
  await expect(policyOf("live")).rejects.toMatchObject(noPolicy);
  expect(await policyOf()).toContain(`"Resource":"${ARN}"`);
});

test("removing distinguishes a missing policy from a missing statement", async () => {
  const remove = () => cloud.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "other" }));
  const notFound = (message: string) => ({ name: "ResourceNotFoundException", message });
  await expect(cloud.lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject(
    notFound("The resource you requested does not exist."),
  );
  await expect(remove()).rejects.toMatchObject(notFound("No policy is associated with the given resource."));
  await add();
  await expect(remove()).rejects.toMatchObject(notFound("Statement other is not found in resource policy."));
  const removed = await cloud.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "api" }));
  expect(removed.$metadata.httpStatusCode).toBe(204);
  await expect(cloud.lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject(
    notFound("The resource you requested does not exist."),
  );
});

test("a permission changes the function's RevisionId, and an old one is rejected", async () => {
  const before = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await add({ RevisionId: before.RevisionId });
  const { RevisionId } = await cloud.lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(RevisionId).not.toBe(before.RevisionId);
  await expect(add({ StatementId: "more", RevisionId: before.RevisionId })).rejects.toMatchObject({
    name: "PreconditionFailedException",
    message:
      "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id",
    $metadata: { httpStatusCode: 412 },
  });
});

test("deleting a function deletes its policy", async () => {
  await add();
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName }));
  await cloud.makeFunction(FunctionName, ECHO);
  await expect(cloud.lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("a service may invoke only for the API, stage, method and path that a statement names", async () => {
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/GET/items")).toBe(false);
  await add({ SourceAccount: "000000000000" });
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/GET/items")).toBe(true);
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/POST/items")).toBe(false);
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:other9/dev/GET/items")).toBe(false);
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/GET/items", "s3.amazonaws.com")).toBe(false);
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/GET/items", undefined, "111111111111")).toBe(
    false,
  );
  expect(
    mayInvoke(cloud.test.cloud, "eu-west-1", "missing", {
      service: "apigateway.amazonaws.com",
      sourceArn: SOURCE,
      sourceAccount: "000000000000",
    }),
  ).toBe(false);
});

test("a statement for another action does not permit an invocation", async () => {
  await add({ Action: "lambda:GetFunction" });
  expect(permits("arn:aws:execute-api:eu-west-1:000000000000:abc123/dev/GET/items")).toBe(false);
});
