import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  type ListAliasesCommandInput,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  type PublishVersionCommandInput,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { unzipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../src/local/timing/clock.ts";
import { type LambdaCloud, startLambdaCloud, zip } from "./lambda-cloud.ts";

const FIRST = "export const handler = async () => 1;";
const SECOND = "export const handler = async () => 2;";

let cloud: LambdaCloud;
let aheadMilliseconds = 0;

beforeEach(async () => {
  aheadMilliseconds = 0;
  cloud = await startLambdaCloud({ clock: { ...systemClock(), now: () => Date.now() + aheadMilliseconds } });
  await cloud.makeFunction("greet", FIRST, { Description: "first", Timeout: 4 });
});
afterEach(() => cloud.test.stop());

test("a version keeps code and configuration while the function changes", async () => {
  const published = await publish();
  expect(published).toMatchObject({ Version: "1", State: "Active", Timeout: 4, Description: "first" });
  expect(published.FunctionArn).toMatch(/:function:greet:1$/);
  await update(SECOND, 9);
  expect(await configuration("1")).toMatchObject({ Version: "1", State: "Active", Timeout: 4 });
  expect(await configuration("$LATEST")).toMatchObject({ Version: "$LATEST", Timeout: 9 });
  expect((await configuration("1")).CodeSha256).toBe(published.CodeSha256);
  expect((await cloud.call("greet")).payload).toBe(2);
});

test("creates a version only if the function was updated since the last one, even to the same settings", async () => {
  await publish();
  expect(await publish({ Description: "another" })).toMatchObject({ Version: "1", Description: "first" });
  await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "greet", Timeout: 4 }));
  expect(await publish()).toMatchObject({ Version: "2" });
});

test("versions are listed after $LATEST, by number, in pages", async () => {
  await publish();
  await update(SECOND, 5);
  await publish({ Description: "second" });
  const page = await list({ MaxItems: 2 });
  expect(page.Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1"]);
  expect(page.Versions?.[0]?.FunctionArn).toMatch(/:greet:\$LATEST$/);
  const rest = await list({ Marker: page.NextMarker });
  expect(rest).toMatchObject({ Versions: [{ Version: "2", Description: "second" }] });
  expect(rest.NextMarker).toBeUndefined();
});

test("never reuses the number of a deleted version, and deletes one twice without an error", async () => {
  await publish();
  await remove("1");
  await remove("1");
  await expect(configuration("1")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: expect.stringMatching(/^Function not found: arn:.*:function:greet:1$/),
  });
  expect(await publish()).toMatchObject({ Version: "2" });
});

test("deleting a function deletes its versions; one of the same name starts at 1 again", async () => {
  await publish();
  await remove();
  await expect(configuration("1")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await cloud.makeFunction("greet", SECOND);
  expect((await list()).Versions).toHaveLength(1);
  expect(await publish()).toMatchObject({ Version: "1" });
});

test("publishes only the code and the revision that the caller names", async () => {
  await expect(publish({ CodeSha256: "other" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringMatching(/^CodeSHA256 \(other\) is different from current CodeSHA256 in \$LATEST/),
  });
  await expect(publish({ RevisionId: "other" })).rejects.toMatchObject({ name: "PreconditionFailedException" });
  expect((await list()).Versions).toHaveLength(1);
});

test("an alias names a version, which cannot be deleted before the alias", async () => {
  await publish();
  await update(SECOND, 5);
  await publish();
  const alias = (Name: string, FunctionVersion: string) =>
    cloud.lambda.send(new CreateAliasCommand({ FunctionName: "greet", Name, FunctionVersion }));
  expect(await alias("live", "1")).toMatchObject({ Name: "live", FunctionVersion: "1", Description: "" });
  await alias("beta", "2");
  await expect(alias("live", "2")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: expect.stringMatching(/^Alias already exists: arn:.*:function:greet:live$/),
  });
  await expect(alias("next", "3")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: expect.stringMatching(/^Function not found: arn:.*:function:greet:3$/),
  });
  const first = await aliases({ MaxItems: 1 });
  expect(first.Aliases).toMatchObject([{ Name: "beta", AliasArn: expect.stringMatching(/:function:greet:beta$/) }]);
  expect((await aliases({ Marker: first.NextMarker })).Aliases).toMatchObject([{ Name: "live" }]);
  expect((await aliases({ FunctionVersion: "2" })).Aliases).toMatchObject([{ Name: "beta" }]);
  await expect(remove("live")).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "Deletion of aliases is not currently supported.",
  });
  await expect(remove("1")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Unable to delete version because the following aliases reference it: [live]",
  });
  for (let time = 0; time < 2; time += 1)
    await cloud.lambda.send(new DeleteAliasCommand({ FunctionName: "greet", Name: "live" }));
  await remove("1");
  expect((await aliases()).Aliases).toMatchObject([{ Name: "beta" }]);
});

test("the package of a version is fetched without credentials, from a link that is valid for ten minutes", async () => {
  await publish();
  await update(SECOND, 4);
  const { Code } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName: "greet", Qualifier: "1" }));
  const link = Code?.Location ?? "";
  const files = unzipSync(new Uint8Array(await (await fetch(link)).arrayBuffer()));
  expect(Buffer.from(files["index.mjs"] ?? []).toString()).toBe(FIRST);
  expect((await fetch(link.replace(/Expires=\d/, "Expires=9"))).status).toBe(403);
  // As many characters as the signature, but more bytes.
  expect((await fetch(link.replace(/.$/, "%C3%A9"))).status).toBe(403);
  aheadMilliseconds = 601_000;
  const late = await fetch(link);
  expect(late.status).toBe(403);
  expect(await late.text()).toContain("<Message>Request has expired</Message>");
});

test("permission on a function does not include its versions", async () => {
  await publish();
  const { FunctionArn } = await configuration("$LATEST");
  const statement = {
    Effect: "Allow",
    Action: "lambda:*",
    Resource: FunctionArn?.replace(":$LATEST", ""),
  };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const lambda = new LambdaClient({ ...cloud.test.clientConfig, credentials: cloud.test.addUser([policy]) });
  await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "greet" }));
  await expect(lambda.send(new DeleteFunctionCommand({ FunctionName: "greet", Qualifier: "1" }))).rejects.toMatchObject(
    { name: "AccessDeniedException" },
  );
});

test("rejects the invocation of a version or an alias by name", async () => {
  await publish();
  await cloud.lambda.send(new CreateAliasCommand({ FunctionName: "greet", Name: "live", FunctionVersion: "1" }));
  const invoke = (Qualifier: string) => cloud.lambda.send(new InvokeCommand({ FunctionName: "greet", Qualifier }));
  await expect(invoke("1")).rejects.toThrow(/Invoke: version 1 of a function/);
  await expect(invoke("live")).rejects.toThrow(/Invoke: alias live of a function/);
  await expect(configuration("live")).rejects.toThrow(/GetFunctionConfiguration: alias live of a function/);
  await expect(invoke("other")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

function publish(more: Partial<PublishVersionCommandInput> = {}) {
  return cloud.lambda.send(new PublishVersionCommand({ FunctionName: "greet", ...more }));
}

async function update(code: string, Timeout: number): Promise<void> {
  await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "greet", Timeout }));
  const ZipFile = zip({ "index.mjs": code });
  await cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "greet", ZipFile }));
}

function configuration(Qualifier: string) {
  return cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "greet", Qualifier }));
}

function aliases(more: Partial<ListAliasesCommandInput> = {}) {
  return cloud.lambda.send(new ListAliasesCommand({ FunctionName: "greet", ...more }));
}

function list(page: { readonly MaxItems?: number; readonly Marker?: string | undefined } = {}) {
  return cloud.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "greet", ...page }));
}

async function remove(Qualifier?: string): Promise<void> {
  await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "greet", Qualifier }));
}
