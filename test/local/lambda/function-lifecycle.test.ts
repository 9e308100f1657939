import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  paginateListFunctions,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { startTestCloud } from "../../support/local-cloud.ts";
import { type LambdaCloud, startLambdaCloud, zip } from "./lambda-cloud.ts";

const ECHO = "export const handler = async (event) => event;";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
afterAll(() => cloud.test.stop());

test("a new function is Pending in the response and Active at the next read, with another RevisionId", async () => {
  const created = await cloud.makeFunction("new", ECHO);
  expect(created).toMatchObject({
    FunctionName: "new",
    FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:new",
    State: "Pending",
    StateReasonCode: "Creating",
    StateReason: "The function is being created.",
    $metadata: { httpStatusCode: 201 },
  });
  expect(created).not.toHaveProperty("LastUpdateStatus");

  const { Configuration, Code, Tags } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName: "new" }));
  expect(Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
  expect(Configuration?.RevisionId).not.toBe(created.RevisionId);
  expect(Code?.RepositoryType).toBe("S3");
  expect(Tags).toBeUndefined();
});

test("a function has AWS's defaults and the hash of its zip", async () => {
  const ZipFile = zip({ "index.mjs": ECHO });
  await cloud.makeFunction("defaults", ECHO);
  const { $metadata, ...found } = await cloud.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: "defaults" }),
  );
  expect(found).toMatchObject({
    Runtime: "nodejs24.x",
    Role: cloud.role,
    Handler: "index.handler",
    CodeSize: ZipFile.length,
    CodeSha256: createHash("sha256").update(ZipFile).digest("base64"),
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    Version: "$LATEST",
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: "PassThrough" },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/defaults" },
  });
  expect(found.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  expect(found).not.toHaveProperty("Environment");
  expect($metadata.httpStatusCode).toBe(200);
});

test("a function is found by its name, by a partial ARN and by its ARN, with $LATEST as the only qualifier", async () => {
  await cloud.makeFunction("found", ECHO);
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:found";
  for (const FunctionName of ["found", "000000000000:function:found", arn]) {
    const { Configuration } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration?.FunctionArn).toBe(arn);
  }
  const qualified = await cloud.lambda.send(new GetFunctionCommand({ FunctionName: "found", Qualifier: "$LATEST" }));
  expect(qualified.Configuration?.FunctionArn).toBe(`${arn}:$LATEST`);
  await expect(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: "found", Qualifier: "7" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException", message: `Function not found: ${arn}:7` });
  await expect(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: `${arn}:$LATEST`, Qualifier: "7" })),
  ).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "The derived qualifier from the function name does not match the specified qualifier.",
  });
});

test("an ARN of another region or account is rejected", async () => {
  const other = (region: string, account: string) => `arn:aws:lambda:${region}:${account}:function:x`;
  await expect(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: other("us-east-1", "000000000000") })),
  ).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
  });
  await expect(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: other("eu-west-1", "111111111111") })),
  ).rejects.toMatchObject({ name: "AccessDeniedException", $metadata: { httpStatusCode: 403 } });
});

test("new code has a new hash; a dry run returns the hash and changes and stores nothing", async () => {
  const created = await cloud.makeFunction("recoded", ECHO);
  const ZipFile = zip({ "index.mjs": "export const handler = async () => 2;" });
  const dry = await cloud.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: "recoded", ZipFile, DryRun: true }),
  );
  expect(dry.CodeSha256).not.toBe(created.CodeSha256);
  expect(cloud.test.cloud.blobs.has(Buffer.from(dry.CodeSha256 ?? "", "base64").toString("hex"))).toBe(false);
  const unchanged = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "recoded" }));
  expect(unchanged.CodeSha256).toBe(created.CodeSha256);

  const updated = await cloud.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: "recoded", ZipFile, Architectures: ["arm64"] }),
  );
  expect(updated).toMatchObject({
    State: "Active",
    LastUpdateStatus: "InProgress",
    CodeSha256: dry.CodeSha256,
    Architectures: ["arm64"],
  });
  const settled = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "recoded" }));
  expect(settled).toMatchObject({ LastUpdateStatus: "Successful", CodeSha256: dry.CodeSha256 });
});

test("an update changes what it names, replaces the environment as a whole, and merges the logging settings", async () => {
  await cloud.makeFunction("changed", ECHO, {
    Description: "kept",
    Environment: { Variables: { ONE: "1", TWO: "2" } },
    LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "elsewhere" },
  });
  const updated = await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "changed",
      Timeout: 10,
      MemorySize: 256,
      Environment: { Variables: { ONE: "3" } },
      LoggingConfig: { SystemLogLevel: "WARN" },
    }),
  );
  expect(updated).toMatchObject({
    Description: "kept",
    Timeout: 10,
    MemorySize: 256,
    LastUpdateStatus: "InProgress",
    LoggingConfig: {
      LogFormat: "JSON",
      ApplicationLogLevel: "WARN",
      SystemLogLevel: "WARN",
      LogGroup: "elsewhere",
    },
  });
  expect(updated.Environment).toEqual({ Variables: { ONE: "3" } });
  const text = await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "changed", LoggingConfig: { LogFormat: "Text" } }),
  );
  expect(text.LoggingConfig).toEqual({ LogFormat: "Text", LogGroup: "elsewhere" });
});

test("an update with the same settings still assigns a new RevisionId", async () => {
  await cloud.makeFunction("same", ECHO);
  const update = new UpdateFunctionConfigurationCommand({ FunctionName: "same", Timeout: 5 });
  const first = await cloud.lambda.send(update);
  const second = await cloud.lambda.send(update);
  expect(second.LastUpdateStatus).toBe("InProgress");
  expect(second.RevisionId).not.toBe(first.RevisionId);
});

test("an old RevisionId is rejected", async () => {
  const { RevisionId } = await cloud.makeFunction("revised", ECHO);
  const message =
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
  const expected = { name: "PreconditionFailedException", message, $metadata: { httpStatusCode: 412 } };
  const stale = { FunctionName: "revised", RevisionId };
  await expect(cloud.lambda.send(new UpdateFunctionConfigurationCommand(stale))).rejects.toMatchObject(expected);
  await expect(
    cloud.lambda.send(new UpdateFunctionCodeCommand({ ...stale, ZipFile: zip({ "index.mjs": ECHO }) })),
  ).rejects.toMatchObject(expected);
  const latest = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "revised" }));
  await cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "revised", RevisionId: latest.RevisionId }),
  );
});

test("a deleted function is not found when it is deleted again", async () => {
  await cloud.makeFunction("gone", ECHO);
  const remove = () => cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "gone" }));
  expect((await remove()).$metadata.httpStatusCode).toBe(204);
  const expected = {
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:eu-west-1:000000000000:function:gone",
  };
  await expect(remove()).rejects.toMatchObject(expected);
  await expect(cloud.lambda.send(new GetFunctionCommand({ FunctionName: "gone" }))).rejects.toMatchObject(expected);
});

test("$LATEST cannot be deleted alone", async () => {
  await cloud.makeFunction("latest", ECHO);
  await expect(
    cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "latest", Qualifier: "$LATEST" })),
  ).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "$LATEST version cannot be deleted without deleting the function.",
  });
});

test("functions are listed in pages of at most 50, without their state", async () => {
  const many = await startLambdaCloud();
  for (let index = 0; index < 52; index++) await many.makeFunction(`listed-${index}`, ECHO);
  const { Functions = [], NextMarker } = await many.lambda.send(new ListFunctionsCommand({ MaxItems: 200 }));
  expect(Functions).toHaveLength(50);
  expect(Functions[0]).not.toHaveProperty("State");
  const rest = await many.lambda.send(new ListFunctionsCommand({ Marker: NextMarker }));
  expect(rest.Functions).toHaveLength(2);
  expect(rest.NextMarker).toBeUndefined();

  const names = new Set<string | undefined>();
  for await (const page of paginateListFunctions({ client: many.lambda, pageSize: 7 }, {}))
    for (const found of page.Functions ?? []) names.add(found.FunctionName);
  expect(names.size).toBe(52);
  await many.test.stop();
});

test("while a function is Pending it can be neither invoked nor changed nor deleted", async () => {
  let behind = 0;
  const machine = systemClock();
  const clock = { ...machine, now: () => machine.now() - behind };
  const slow = await startLambdaCloud({ clock });
  await slow.makeFunction("pending", ECHO);
  behind = 60_000;
  const pending = await slow.lambda.send(new GetFunctionCommand({ FunctionName: "pending" }));
  expect(pending.Configuration?.State).toBe("Pending");
  const expected = {
    name: "ResourceConflictException",
    message:
      "The operation cannot be performed at this time. The function is currently in the following state: Pending",
    $metadata: { httpStatusCode: 409 },
  };
  const { lambda } = slow;
  const FunctionName = "pending";
  await expect(slow.call("pending")).rejects.toMatchObject(expected);
  await expect(lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName }))).rejects.toMatchObject(expected);
  await expect(lambda.send(new DeleteFunctionCommand({ FunctionName }))).rejects.toMatchObject(expected);

  behind = 0;
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
  behind = 60_000;
  const updating = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(updating).toMatchObject({ State: "Active", LastUpdateStatus: "InProgress" });
  await expect(
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip({ "index.mjs": ECHO }) })),
  ).rejects.toMatchObject({
    name: "ResourceConflictException",
    message:
      "The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:eu-west-1:000000000000:function:pending",
  });
  await slow.test.stop();
});

test("a function survives a restart of the local cloud", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "lambda-"));
  const first = await startLambdaCloud({ directory });
  await first.makeFunction("kept", ECHO);
  await first.test.stop();
  const second = await startTestCloud({ directory });
  const lambda = new LambdaClient(second.clientConfig);
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "kept", Payload: '{"still":"here"}' }));
  expect(Payload?.transformToString()).toBe('{"still":"here"}');
  await second.stop();
  await rm(directory, { recursive: true });
});
