import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { issueSession } from "../../../src/local/services/iam/credentials.ts";
import { type SimulatedTime, simulatedTime } from "../../support/simulated-time.ts";
import { functionInput, type LambdaCloud, startLambdaCloud, zip } from "../lambda/lambda-cloud.ts";
import {
  allowPublicPolicies,
  anyoneReads,
  changeRequests,
  makeBucket,
  policyOf,
  putText,
  s3Client,
  s3Error,
} from "../s3/s3-client.ts";

let time: SimulatedTime;
let cloud: LambdaCloud;
beforeAll(async () => {
  time = simulatedTime();
  cloud = await startLambdaCloud({ clock: time, timing: { mode: "realistic" } });
});
afterAll(() => cloud.test.stop());

const HELLO = 'export const handler = async () => { console.log("hello"); return "hello"; };';

test("Lambda can assume a new role a few seconds later; a function is Pending, then Active", async () => {
  const { lambda } = cloud;
  const Role = await cloud.makeRole("fresh", []);
  const tooEarly = cloud.makeFunction("late", HELLO, { Role });
  await expect(tooEarly).rejects.toMatchObject(
    s3Error("InvalidParameterValueException", 400, "The role defined for the function cannot be assumed by Lambda."),
  );
  await time.sleep(10_000);
  expect(await cloud.makeFunction("late", HELLO, { Role })).toMatchObject({ State: "Pending" });
  const ZipFile = zip({ "index.mjs": `${HELLO}//` });
  const change = () => lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "late", ZipFile }));
  await expect(change()).rejects.toMatchObject(s3Error("ResourceConflictException", 409));
  await time.sleep(2500);
  const active = await lambda.send(new GetFunctionCommand({ FunctionName: "late" }));
  expect(active.Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
  expect(await change()).toMatchObject({ LastUpdateStatus: "InProgress" });
  const removal = lambda.send(new DeleteFunctionCommand({ FunctionName: "late" }));
  await expect(removal).rejects.toMatchObject(s3Error("ResourceConflictException", 409));
});

test("concurrent permissions for one function conflict", async () => {
  await time.sleep(10_000);
  await cloud.makeFunction("shared", HELLO);
  const allow = (StatementId: string, FunctionName: string, lambda = cloud.lambda) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
      }),
    );
  const outcomes = await Promise.allSettled([allow("one", "shared"), allow("other", "function:shared")]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { name: "ResourceConflictException", message: expect.stringContaining("concurrent update operation") },
  });
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const elsewhere = new LambdaClient({ ...cloud.test.clientConfig, region: "us-east-1" });
  const [here, there] = await Promise.allSettled([allow("two", "shared"), allow("two", "shared", elsewhere)]);
  expect(here.status).toBe("fulfilled");
  expect(there).toMatchObject({ reason: { name: "ResourceNotFoundException" } });
});

test("concurrent changes of the account's Block Public Access do not conflict", async () => {
  const s3 = s3Client(cloud.test);
  changeRequests(s3, (request) => {
    request.path = "/v20180820/configuration/publicAccessBlock";
    request.query = {};
    request.headers["x-amz-account-id"] = cloud.test.account;
  });
  const put = () =>
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: cloud.test.account,
        PublicAccessBlockConfiguration: { IgnorePublicAcls: true },
      }),
    );
  await Promise.all([put(), put()]);
});

test("lines of a function are found a few seconds after it writes them", async () => {
  const logs = new CloudWatchLogsClient(cloud.test.clientConfig);
  const Role = await cloud.makeRole("logging", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
  await time.sleep(10_000);
  await cloud.makeFunction("chatty", HELLO, { Role });
  await time.sleep(3000);
  expect((await cloud.call("chatty")).payload).toBe("hello");
  const find = async () =>
    (await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/chatty", filterPattern: "hello" })))
      .events;
  await expect(find()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await time.sleep(12_000);
  expect(await find()).toHaveLength(1);
});

test("a session that begins before its role's policy is effective lacks permissions for minutes", async () => {
  const { test: local } = cloud;
  const role = await cloud.makeRole("hasty", ["dynamodb:ListTables"]);
  const sessionOf = (name: string) =>
    new DynamoDBClient({ ...local.clientConfig, credentials: issueSession(local.cloud, role, name) });
  const early = sessionOf("early");
  await time.sleep(2000);
  const later = sessionOf("later");
  const list = (client: DynamoDBClient) => client.send(new ListTablesCommand({}));
  await expect(list(early)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await list(later);
  await time.sleep(160_000);
  await expect(list(early)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await time.sleep(20_000);
  await list(early);
});

test("a bucket accepts a public policy after a delay, one change at a time, and its name is free after a delay", async () => {
  const s3 = s3Client(cloud.test);
  const Bucket = await makeBucket(s3, "patience");
  const putPolicy = () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(anyoneReads(Bucket)) }));
  await allowPublicPolicies(s3, Bucket);
  await expect(putPolicy()).rejects.toMatchObject(s3Error("AccessDenied", 403));
  await time.sleep(5000);
  const tag = () => s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } }));
  const outcomes = await Promise.allSettled([putPolicy(), tag()]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { name: "OperationAborted" } });
  await putPolicy();
  await putText(s3, Bucket, "index.html", "hello");
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  const visit = async () => (await fetch(cloud.test.cloud.websites.urlOf(Bucket) ?? "")).status;
  expect(await visit()).toBe(404);
  await time.sleep(3000);
  expect(await visit()).toBe(200);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "index.html" }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  await expect(makeBucket(s3, Bucket)).rejects.toMatchObject(s3Error("OperationAborted", 409));
  await time.sleep(20_000);
  await makeBucket(s3, Bucket);
});

test("Lambda accepts fifteen changes per second", async () => {
  await time.sleep(5000);
  const startedAt = time.now();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      cloud.makeFunction(
        `many-${index}`,
        HELLO,
        functionInput(`many-${index}`, cloud.role, zip({ "index.mjs": HELLO })),
      ),
    ),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.name] : []));
  const taken = outcomes.length - refused.length;
  expect(new Set(refused)).toEqual(new Set(["TooManyRequestsException"]));
  expect(taken).toBeGreaterThanOrEqual(15);
  expect(taken).toBeLessThanOrEqual(16 + (15 * (time.now() - startedAt)) / 1000);
});
