import { type PatchOperation, type Stage, UpdateAccountCommand, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { AttachRolePolicyCommand, CreateRoleCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "../../support/signed-request.ts";
import { type ApiCloud, type ServedApi, startApiCloud } from "./api-cloud.ts";
import { lambdaProxy, mock, openApi, iam as signed } from "./openapi-document.ts";

let cloud: ApiCloud;
let logs: CloudWatchLogsClient;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startApiCloud();
  logs = new CloudWatchLogsClient(cloud.test.clientConfig);
  iam = new IAMClient(cloud.test.clientConfig);
});
afterAll(() => cloud.test.stop());

const PUSH_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
const DESTINATION = "/accessLogSettings/destinationArn";
const FORMAT = "/accessLogSettings/format";

const arnOf = (group: string) => `arn:aws:logs:${cloud.test.region}:${cloud.test.account}:log-group:${group}`;
const replace = (path: string, value: string): PatchOperation => ({ op: "replace", path, value });

function patch(restApiId: string, ...patchOperations: PatchOperation[]): Promise<Stage> {
  return cloud.gateway.send(new UpdateStageCommand({ restApiId, stageName: "dev", patchOperations }));
}

function setAccountRole(value: string) {
  return cloud.gateway.send(new UpdateAccountCommand({ patchOperations: [replace("/cloudwatchRoleArn", value)] }));
}

async function makeAccountRole(): Promise<void> {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const AssumeRolePolicyDocument = JSON.stringify(trust);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "api-logs", AssumeRolePolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "api-logs", PolicyArn: PUSH_POLICY }));
  await setAccountRole(Role?.Arn ?? "");
}

async function lines(logGroupName: string): Promise<readonly string[]> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = "" }) => message);
}

test("without the account's role there are no access logs", async () => {
  const { id } = await cloud.serve(openApi({ "/": { get: mock() } }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/early" }));
  await expect(
    patch(id, replace(DESTINATION, arnOf("/early")), replace(FORMAT, "$context.requestId")),
  ).rejects.toMatchObject({
    name: "BadRequestException",
    message: "CloudWatch Logs role ARN must be set in account settings to enable logging",
  });
});

describe("with the account's role", () => {
  let api: ServedApi;
  beforeAll(async () => {
    await makeAccountRole();
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/access" }));
  });
  beforeEach(async () => {
    api = await cloud.serve(openApi({ "/items/{id}": { get: mock({ body: "{}" }), post: lambdaProxy("absent") } }));
  });

  test.each([
    ["logs", "Invalid ARN specified in the request. ARNs must start with 'arn:': logs"],
    [
      "arn:aws:logs:eu-west-1:000000000000:log-group:/access:*",
      "Invalid ARN specified in the request. The ARN must be",
    ],
    ["arn:aws:logs:us-east-1:000000000000:log-group:/access", "Invalid ARN specified in the request. The ARN must be"],
  ])("the destination %s is rejected", async (destination, message) => {
    await expect(
      patch(api.id, replace(DESTINATION, destination), replace(FORMAT, "$context.requestId")),
    ).rejects.toMatchObject({ name: "BadRequestException", message: expect.stringContaining(message) });
  });

  test("the log group need not exist; lines for it are lost", async () => {
    const settings = [replace(DESTINATION, arnOf("/absent")), replace(FORMAT, "$context.requestId")];
    expect(await patch(api.id, ...settings)).toMatchObject({ accessLogSettings: { destinationArn: arnOf("/absent") } });
    expect((await fetch(`${api.url}/items/1`)).status).toBe(200);
    await patch(api.id, { op: "remove", path: "/accessLogSettings" });
  });

  test("rejects the removal of a single setting with AWS's message", async () => {
    await expect(patch(api.id, { op: "remove", path: FORMAT })).rejects.toMatchObject({
      message:
        "Cannot remove method setting accessLogSettings/format because there is no method setting for this method ",
    });
  });

  test.each([
    ["$context.requestId\n$context.status", "Access Log format must be single line"],
    ["$context.status", "Access Log format must include either $context.requestId or $context.extendedRequestId"],
    ["$context.requestIdentity", "Access Log format must include either"],
  ])("the format %j is rejected", async (format, message) => {
    await expect(patch(api.id, replace(DESTINATION, arnOf("/access")), replace(FORMAT, format))).rejects.toMatchObject({
      name: "BadRequestException",
      message: expect.stringContaining(message),
    });
  });

  test("other settings and empty values are rejected", async () => {
    await expect(patch(api.id, replace("/accessLogSettings/level", "1"))).rejects.toMatchObject({
      message:
        "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
    });
    await expect(patch(api.id, replace(FORMAT, ""))).rejects.toMatchObject({
      message: "Access Log value must not be empty",
    });
  });

  test("a line names the caller of a method with AWS_IAM, even one who is denied", async () => {
    const served = await cloud.serve(openApi({ "/signed": { get: signed() } }, signed.scheme));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/callers" }));
    const format =
      "$context.requestId $context.status $context.identity.accountId $context.identity.caller $context.identity.user $context.identity.userArn";
    await patch(served.id, replace(DESTINATION, arnOf("/callers")), replace(FORMAT, format));
    const policy = (Action: string) =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
    const callers = [policy("execute-api:Invoke"), policy("s3:GetObject")].map((text) => cloud.test.addUser([text]));
    for (const credentials of [...callers, undefined])
      await callApi(`${served.url}/signed`, { ...(credentials && { credentials }) });
    const names = callers.map(({ accessKeyId }) => cloud.test.cloud.iam.data.users[accessKeyId]);
    expect((await lines("/callers")).map((line) => line.replace(/^\S+ /, ""))).toEqual([
      `200 ${cloud.test.account} ${names[0]?.userId} ${names[0]?.userId} ${names[0]?.arn}`,
      `403 ${cloud.test.account} ${names[1]?.userId} ${names[1]?.userId} ${names[1]?.arn}`,
      "403 - - - -",
    ]);
  });

  test("writes a line for each request from the next one on, with a dash for missing values, without a deployment", async () => {
    const format =
      '{"id":"$context.requestId","status":$context.status,"route":"$context.httpMethod $context.resourcePath","path":"$context.path","bytes":$context.responseLength,"error":"$context.error.message","type":"$context.error.responseType","why":"$context.integration.error","user":"$context.authorizer.principalId","ip":"$' +
      '{context.identity.sourceIp}"}\n';
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/lines" }));
    const { accessLogSettings } = await patch(api.id, replace(DESTINATION, arnOf("/lines")), replace(FORMAT, format));
    expect(accessLogSettings).toEqual({ destinationArn: arnOf("/lines"), format });
    const responses = [
      await fetch(`${api.url}/items/1`),
      await fetch(`${api.url}/items/1`, { method: "POST" }),
      await fetch(`${api.url}/nothing`),
    ];
    const [good, failed, missing] = (await lines("/lines")).map((line): unknown => JSON.parse(line));
    const ids = responses.map(({ headers }) => headers.get("x-amzn-requestid"));
    const nothing = { error: "-", type: "-", why: "-", user: "-", ip: "127.0.0.1" };
    const found = { ...nothing, path: "/dev/items/1" };
    expect(good).toEqual({ ...found, id: ids[0], status: 200, route: "GET /items/{id}", bytes: 2 });
    expect(failed).toEqual({
      ...found,
      id: ids[1],
      status: 500,
      route: "POST /items/{id}",
      bytes: 35,
      error: "Internal server error",
      type: "API_CONFIGURATION_ERROR",
      why: "Invalid permissions on Lambda function",
    });
    expect(missing).toEqual({
      ...nothing,
      id: ids[2],
      status: 403,
      route: "GET -",
      path: "/dev/nothing",
      bytes: 42,
      error: "Missing Authentication Token",
      type: "MISSING_AUTHENTICATION_TOKEN",
    });
  });

  test("writes no more lines once the settings are removed", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/ended" }));
    await patch(api.id, replace(DESTINATION, arnOf("/ended")), replace(FORMAT, "$context.requestId"));
    await fetch(`${api.url}/items/1`);
    expect(await patch(api.id, { op: "remove", path: "/accessLogSettings" })).not.toHaveProperty("accessLogSettings");
    await fetch(`${api.url}/items/1`);
    expect(await lines("/ended")).toHaveLength(1);
  });

  test("lines are silently lost if the role may no longer write, or the log group was deleted", async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/lost" }));
    await patch(api.id, replace(DESTINATION, arnOf("/lost")), replace(FORMAT, "$context.requestId"));
    await iam.send(new DetachRolePolicyCommand({ RoleName: "api-logs", PolicyArn: PUSH_POLICY }));
    expect((await fetch(`${api.url}/items/1`)).status).toBe(200);
    expect(await lines("/lost")).toEqual([]);
    await iam.send(new AttachRolePolicyCommand({ RoleName: "api-logs", PolicyArn: PUSH_POLICY }));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/lost" }));
    expect((await fetch(`${api.url}/items/1`)).status).toBe(200);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/lost" }));
    expect(await lines("/lost")).toEqual([]);
  });
});
