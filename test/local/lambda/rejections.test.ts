import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { functionInput, type LambdaCloud, startLambdaCloud, zip } from "./lambda-cloud.ts";

const ECHO = "export const handler = async (event) => event;";
const PACKAGE = zip({ "index.mjs": ECHO });

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
});
afterAll(() => cloud.test.stop());

function create(more: Partial<CreateFunctionCommandInput>) {
  return cloud.lambda.send(new CreateFunctionCommand({ ...functionInput("refused", cloud.role, PACKAGE), ...more }));
}

test("rejects a name in use with AWS's message", async () => {
  await cloud.makeFunction("taken", ECHO);
  await expect(cloud.makeFunction("taken", ECHO)).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Function already exist: taken",
    $metadata: { httpStatusCode: 409 },
  });
});

test("a role that is missing, trusts another service or belongs to another account is rejected", async () => {
  const gatewayRole = await cloud.makeRole("for-the-gateway", [], "apigateway.amazonaws.com");
  for (const Role of ["arn:aws:iam::000000000000:role/missing", gatewayRole])
    await expect(create({ Role })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
      $metadata: { httpStatusCode: 400 },
    });
  await expect(create({ Role: "arn:aws:iam::111111111111:role/x" })).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: "Cross-account pass role is not allowed.",
  });
});

test("a role whose trust policy names another function or account as the source is rejected", async () => {
  const iam = new IAMClient(cloud.test.clientConfig);
  const trusting = async (RoleName: string, name: string, account: string) => {
    const Condition = {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:lambda:eu-west-1:000000000000:function:${name}` },
    };
    const Statement = [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole", Condition },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    return (await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))).Role?.Arn;
  };
  const FunctionName = "sourced";
  const refused = { name: "InvalidParameterValueException" };
  for (const [name, account] of [
    ["other", "000000000000"],
    [FunctionName, "111111111111"],
  ] as const)
    await expect(
      create({ FunctionName, Role: await trusting(`${name}-${account}`, name, account) }),
    ).rejects.toMatchObject(refused);
  const own = await trusting("its-own", FunctionName, "000000000000");
  await expect(create({ FunctionName, Role: own })).resolves.toMatchObject({ FunctionName });
});

test("rejects retired runtimes with AWS's message, others by name", async () => {
  for (const Runtime of ["nodejs20.x", "nodejs14.x"] as const)
    await expect(create({ Runtime })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: `The runtime parameter of ${Runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    });
  await expect(create({ Runtime: "python3.14" })).rejects.toMatchObject({ name: "NotSupportedByLocalCloud" });
  await expect(create({ FunctionName: "node-22", Runtime: "nodejs22.x" })).resolves.toMatchObject({
    Runtime: "nodejs22.x",
  });
});

test("rejects a package that is not a ZIP file, has no files or no source", async () => {
  const rejection = (message: string) => ({ name: "InvalidParameterValueException", message });
  const broken = "Could not unzip uploaded file. Please check your file, then try to upload again.";
  const empty = "Uploaded file must be a non-empty zip";
  const text = Buffer.from("this is no zip at all, however long it may be");
  await expect(create({ Code: { ZipFile: text } })).rejects.toMatchObject(rejection(broken));
  await expect(create({ Code: { ZipFile: PACKAGE.subarray(0, 60) } })).rejects.toMatchObject(rejection(broken));
  await expect(create({ Code: { ZipFile: zip({ "../out.mjs": ECHO }) } })).rejects.toMatchObject(rejection(broken));
  await expect(create({ Code: { ZipFile: zip({}) } })).rejects.toMatchObject(rejection(empty));
  await expect(create({ Code: {} })).rejects.toMatchObject(rejection("Please provide a source for function code."));
  await expect(create({ Code: { S3Bucket: "bucket", S3Key: "key" } })).rejects.toMatchObject({
    name: "NotSupportedByLocalCloud",
  });
  await expect(
    cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "taken", ZipFile: text })),
  ).rejects.toMatchObject(rejection(broken));
});

test("rejects a ZIP file above 50 MB, or above 250 MB unpacked", async () => {
  const noise = Buffer.alloc(52_428_801);
  await expect(create({ Code: { ZipFile: noise } })).rejects.toMatchObject({
    name: "RequestEntityTooLargeException",
    message: "Zipped size must be smaller than 52428800 bytes",
    $metadata: { httpStatusCode: 413 },
  });
  await expect(create({ Code: { ZipFile: withDeclaredSize(262_144_001) } })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "Unzipped size must be smaller than 262144000 bytes",
  });
});

test.each<[string, () => Uint8Array]>([
  ["bytes that do not match its checksum", () => changed((bytes) => bytes.writeUInt8(0, bytes.indexOf("export")))],
  ["a size that is smaller than its file", () => changed((bytes) => bytes.writeUInt32LE(5, directoryOf(bytes) + 24))],
  ["an encrypted file", () => changed((bytes) => bytes.writeUInt8(1, directoryOf(bytes) + 8))],
  ["an unknown compression", () => changed((bytes) => bytes.writeUInt16LE(99, directoryOf(bytes) + 10))],
  ["a directory that ends too early", () => changed((bytes) => bytes.writeUInt16LE(9, bytes.length - 12))],
  ["a file that is also a folder", () => zip({ "index.mjs": ECHO, a: "1", "a/b": "2" })],
  ["a name of 256 characters", () => zip({ "index.mjs": ECHO, [`${"n".repeat(256)}`]: "1" })],
  ["a name that contains a NUL character", () => zip({ "index.mjs": ECHO, "a\0b": "1" })],
  ["a path of 5,000 characters", () => zip({ "index.mjs": ECHO, [`${"folder/".repeat(714)}f`]: "1" })],
])("rejects a package with %s on upload", async (_what, make) => {
  const rejection = {
    name: "InvalidParameterValueException",
    message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
  };
  await expect(create({ Code: { ZipFile: make() } })).rejects.toMatchObject(rejection);
  const update = new UpdateFunctionCodeCommand({ FunctionName: "taken", ZipFile: make() });
  await expect(cloud.lambda.send(update)).rejects.toMatchObject(rejection);
});

/** A package with an uncompressed file, and one change in its bytes. */
function changed(change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(zipSync({ "index.mjs": strToU8(ECHO) }, { level: 0 }));
  change(bytes);
  return bytes;
}

function directoryOf(bytes: Buffer): number {
  return bytes.indexOf("PK\x01\x02");
}

/** The package with another file size in its directory: 250 MB of test data would take too long. */
function withDeclaredSize(size: number): Uint8Array {
  const bytes = Buffer.from(PACKAGE);
  bytes.writeUInt32LE(size, bytes.indexOf("PK\x01\x02") + 24);
  return bytes;
}

test("an environment above 4 KB or with a reserved name is rejected", async () => {
  await expect(create({ Environment: { Variables: { LARGE: "x".repeat(4096) } } })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringMatching(
      /^Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit\. String measured: \{"LARGE":"x+"\}$/,
    ),
  });
  await expect(
    create({ Environment: { Variables: { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "x", MINE: "y" } } }),
  ).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message:
      "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, AWS_ACCESS_KEY_ID",
  });
});

test("limits of name, timeout, memory and handler are AWS's", async () => {
  await expect(create({ FunctionName: "n".repeat(65) })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: `1 validation error detected: Value '${"n".repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  });
  await expect(create({ Timeout: 901 })).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  });
  await expect(create({ Timeout: 0 })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create({ MemorySize: 10_241 })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 10240",
  });
  await expect(create({ MemorySize: 64 })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create({ Handler: undefined })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
  });
});

test("rejects log levels with the Text format", async () => {
  const message =
    'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.';
  const expected = { name: "InvalidParameterValueException", message };
  await expect(create({ LoggingConfig: { ApplicationLogLevel: "INFO" } })).rejects.toMatchObject(expected);
  await expect(create({ LoggingConfig: { LogFormat: "Text", SystemLogLevel: "INFO" } })).rejects.toMatchObject(
    expected,
  );
  const json = await create({ FunctionName: "json", LoggingConfig: { LogFormat: "JSON" } });
  expect(json.LoggingConfig).toEqual({
    LogFormat: "JSON",
    ApplicationLogLevel: "INFO",
    SystemLogLevel: "INFO",
    LogGroup: "/aws/lambda/json",
  });
});

test("rejects by name what the local cloud does not support", async () => {
  const expected = { name: "NotSupportedByLocalCloud" };
  await expect(create({ Publish: true })).rejects.toMatchObject(expected);
  await expect(create({ PackageType: "Image" })).rejects.toMatchObject(expected);
  await expect(create({ Layers: ["arn:aws:lambda:eu-west-1:000000000000:layer:x:1"] })).rejects.toMatchObject({
    ...expected,
    message: expect.stringContaining("Layers"),
  });
});

test("a rejected function does not exist", async () => {
  await expect(cloud.lambda.send(new GetFunctionCommand({ FunctionName: "refused" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("creating a function requires permission to pass its role to Lambda, and to tag it if it has tags", async () => {
  const user = (statements: readonly object[]) =>
    new LambdaClient({
      ...cloud.test.clientConfig,
      credentials: cloud.test.addUser([JSON.stringify({ Version: "2012-10-17", Statement: statements })]),
    });
  const mayCreate = { Effect: "Allow", Action: "lambda:CreateFunction", Resource: "*" };
  const mayPass = (service: string) => ({
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: cloud.role,
    Condition: { StringEquals: { "iam:PassedToService": service } },
  });
  const input = functionInput("by-user", cloud.role, PACKAGE);
  const denied = (action: string) => ({
    name: "AccessDeniedException",
    message: expect.stringContaining(`is not authorized to perform: ${action} on resource: `),
  });
  const send = (client: LambdaClient, more: Partial<CreateFunctionCommandInput> = {}) =>
    client.send(new CreateFunctionCommand({ ...input, ...more }));
  await expect(send(user([{ ...mayCreate, Action: "lambda:ListFunctions" }]))).rejects.toMatchObject(
    denied("lambda:CreateFunction"),
  );
  await expect(send(user([mayCreate]))).rejects.toMatchObject(denied("iam:PassRole"));
  await expect(send(user([mayCreate, mayPass("ec2.amazonaws.com")]))).rejects.toMatchObject(denied("iam:PassRole"));
  const creator = user([mayCreate, mayPass("lambda.amazonaws.com")]);
  await expect(send(creator, { Tags: { owner: "me" } })).rejects.toMatchObject(denied("lambda:TagResource"));
  await expect(send(creator)).resolves.toMatchObject({ State: "Pending" });
});

test("changing a function's role requires permission to pass that role", async () => {
  const other = await cloud.makeRole("other", []);
  const Statement = [{ Effect: "Allow", Action: "lambda:UpdateFunctionConfiguration", Resource: "*" }];
  const lambda = new LambdaClient({
    ...cloud.test.clientConfig,
    credentials: cloud.test.addUser([JSON.stringify({ Version: "2012-10-17", Statement })]),
  });
  await expect(
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "taken", Role: other })),
  ).rejects.toMatchObject({ name: "AccessDeniedException", message: expect.stringContaining("iam:PassRole") });
  await expect(
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "taken", Timeout: 4 })),
  ).resolves.toMatchObject({ Timeout: 4 });
});
