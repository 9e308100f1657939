import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";

let cloud: ApiCloud;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startApiCloud();
  iam = new IAMClient(cloud.test.clientConfig);
});
afterAll(() => cloud.test.stop());

const PUSH_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";

async function makeRole(name: string, service = "apigateway.amazonaws.com"): Promise<string> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
  const command = new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
  return (await iam.send(command)).Role?.Arn ?? "";
}

function setRole(value: string) {
  return cloud.gateway.send(
    new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] }),
  );
}

test("an account has AWS's limits and no role for logs", async () => {
  const account = await cloud.gateway.send(new GetAccountCommand({}));
  expect(account).toEqual({
    $metadata: expect.anything(),
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  });
});

test("a role must be well-formed, exist, trust API Gateway and have permission to write logs", async () => {
  await expect(setRole("logs")).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The role ARN is not well formed",
  });
  const untrusted = {
    name: "BadRequestException",
    message:
      "The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.",
  };
  await expect(setRole(`arn:aws:iam::${cloud.test.account}:role/nobody`)).rejects.toMatchObject(untrusted);
  await expect(setRole(await makeRole("of-lambda", "lambda.amazonaws.com"))).rejects.toMatchObject(untrusted);

  const unprivileged = await makeRole("unprivileged");
  const unable = {
    name: "BadRequestException",
    message: "API Gateway could not successfully write to CloudWatch Logs using the ARN specified",
  };
  await expect(setRole(unprivileged)).rejects.toMatchObject(unable);
  const oneGroup = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:log-group:/mine:*" }],
  };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "unprivileged", PolicyName: "one", PolicyDocument: JSON.stringify(oneGroup) }),
  );
  await expect(setRole(unprivileged)).rejects.toMatchObject(unable);
  expect(await cloud.gateway.send(new GetAccountCommand({}))).not.toHaveProperty("cloudwatchRoleArn");

  await iam.send(new AttachRolePolicyCommand({ RoleName: "unprivileged", PolicyArn: PUSH_POLICY }));
  expect(await setRole(unprivileged)).toMatchObject({ cloudwatchRoleArn: unprivileged });
});

test("the region has one role, which can be reset", async () => {
  const role = await makeRole("regional");
  await iam.send(new AttachRolePolicyCommand({ RoleName: "regional", PolicyArn: PUSH_POLICY }));
  await setRole(role);
  expect(await cloud.gateway.send(new GetAccountCommand({}))).toMatchObject({ cloudwatchRoleArn: role });
  const elsewhere = new APIGatewayClient({ ...cloud.test.clientConfig, region: "us-east-1" });
  expect(await elsewhere.send(new GetAccountCommand({}))).not.toHaveProperty("cloudwatchRoleArn");
  expect(await setRole("")).not.toHaveProperty("cloudwatchRoleArn");
});

test("an update with an invalid part changes nothing", async () => {
  const value = await makeRole("half");
  await iam.send(new AttachRolePolicyCommand({ RoleName: "half", PolicyArn: PUSH_POLICY }));
  const patchOperations = [
    { op: "replace" as const, path: "/cloudwatchRoleArn", value },
    { op: "replace" as const, path: "/nothing", value },
  ];
  await expect(cloud.gateway.send(new UpdateAccountCommand({ patchOperations }))).rejects.toThrow("Invalid patch path");
  expect(await cloud.gateway.send(new GetAccountCommand({}))).not.toHaveProperty("cloudwatchRoleArn", value);
});

test("other settings of the account cannot be changed", async () => {
  const patchOperations = [{ op: "replace" as const, path: "/throttleSettings/burstLimit", value: "1" }];
  await expect(cloud.gateway.send(new UpdateAccountCommand({ patchOperations }))).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Invalid patch path /throttleSettings/burstLimit",
  });
});
