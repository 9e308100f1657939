import { request } from "node:http";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueSession } from "../../../src/local/services/iam/credentials.ts";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

let local: TestCloud;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

type Config = TestCloud["clientConfig"] & { readonly systemClockOffset?: number };

const SERVICES: readonly (readonly [string, (config: Config) => Promise<unknown>, Readonly<Record<string, string>>])[] =
  [
    [
      "IAM",
      (config) => new IAMClient(config).send(new ListRolesCommand({})),
      { secret: "SignatureDoesNotMatch", key: "InvalidClientTokenId", skew: "SignatureDoesNotMatch" },
    ],
    [
      "STS",
      (config) => new STSClient(config).send(new GetCallerIdentityCommand({})),
      { secret: "SignatureDoesNotMatch", key: "InvalidClientTokenId", skew: "SignatureDoesNotMatch" },
    ],
    [
      "Lambda",
      (config) => new LambdaClient(config).send(new ListFunctionsCommand({})),
      { secret: "InvalidSignatureException", key: "UnrecognizedClientException", skew: "InvalidSignatureException" },
    ],
    [
      "DynamoDB",
      (config) => new DynamoDBClient(config).send(new ListTablesCommand({})),
      { secret: "InvalidSignatureException", key: "UnrecognizedClientException", skew: "InvalidSignatureException" },
    ],
    [
      "CloudWatch Logs",
      (config) => new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({})),
      { secret: "InvalidSignatureException", key: "UnrecognizedClientException", skew: "InvalidSignatureException" },
    ],
    [
      "S3",
      (config) => new S3Client({ ...config, forcePathStyle: true }).send(new ListBucketsCommand({})),
      { secret: "SignatureDoesNotMatch", key: "InvalidAccessKeyId", skew: "RequestTimeTooSkewed" },
    ],
  ];

describe.each(SERVICES)("%s", (_service, call, errors) => {
  test("accepts a valid signature", async () => {
    await expect(call(local.clientConfig)).resolves.toBeDefined();
  });

  test("rejects a wrong secret", async () => {
    const credentials = { ...local.credentials, secretAccessKey: "wrong" };
    await expect(call({ ...local.clientConfig, credentials })).rejects.toMatchObject({ name: errors.secret });
  });

  test("rejects an unknown key", async () => {
    const credentials = { ...local.credentials, accessKeyId: "AKIAUNKNOWNUNKNOWN00" };
    await expect(call({ ...local.clientConfig, credentials })).rejects.toMatchObject({ name: errors.key });
  });

  test.each([-20, 20])("rejects a clock that is %i minutes off", async (minutes) => {
    const skewed = { ...local.clientConfig, systemClockOffset: minutes * 60_000 };
    await expect(call(skewed)).rejects.toMatchObject({ name: errors.skew });
  });

  test("rejects a forged session token", async () => {
    const credentials = { ...local.credentials, sessionToken: "forged.token" };
    await expect(call({ ...local.clientConfig, credentials })).rejects.toMatchObject({ name: errors.key });
  });
});

test("an expired session is rejected as expired", async () => {
  let offset = 0;
  const clock = { ...systemClock(), now: () => Date.now() + offset };
  const aged = await startTestCloud({ clock });
  const credentials = issueSession(aged.cloud, "arn:aws:iam::000000000000:role/none", "session");
  offset = 13 * 60 * 60 * 1000;
  const client = new STSClient({ ...aged.clientConfig, credentials, systemClockOffset: offset });
  await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: "ExpiredToken" });
  await aged.stop();
});

test("a body that was changed in transit is rejected", async () => {
  const client = new DynamoDBClient(local.clientConfig);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request ?? {}, { body: '{"Limit":2}' });
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await expect(client.send(new ListTablesCommand({ Limit: 1 }))).rejects.toMatchObject({
    name: "InvalidSignatureException",
  });
});

test("an unsigned request gets the service's own error", async () => {
  const unsigned = await fetch(local.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  });
  expect(unsigned.status).toBe(400);
  expect(await unsigned.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
});

test.each([
  ["AssumeRole", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"],
  ["GetSessionToken", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"],
  ["ListRoles", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"],
])("an unsigned %s is rejected as STS and IAM reject it", async (Action, Version, namespace) => {
  const unsigned = await fetch(local.endpoint, { method: "POST", body: new URLSearchParams({ Action, Version }) });
  expect(unsigned.status).toBe(403);
  expect(unsigned.headers.get("content-type")).toBe("text/xml");
  const error =
    "<Error><Type>Sender</Type><Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message></Error>";
  expect(await unsigned.text()).toContain(`<ErrorResponse xmlns="${namespace}">${error}<RequestId>`);
});

test("a Host that is not this machine is rejected regardless of the signature (DNS rebinding)", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(local.endpoint);
    request({ port, host: "127.0.0.1", path: "/", headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("the control API requires the token", async () => {
  const refused = await fetch(`${local.endpoint}/_local/addresses`);
  expect(refused.status).toBe(403);
  const response = await fetch(`${local.endpoint}/_local/addresses`, {
    headers: { authorization: `Bearer ${local.token}` },
  });
  expect(await response.json()).toEqual({ apis: {}, websites: {} });
});
