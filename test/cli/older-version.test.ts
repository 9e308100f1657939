import { TagResourceCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { isNewer } from "../../src/package/newer-version.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

test("changes no stack that a newer version deployed, unless it is forced", async () => {
  const cwd = await makeDeployedFolder(local);
  await run(["deploy"], { cwd });
  const cloud = await connect(local);
  await cloud.dynamodb.send(
    new TagResourceCommand({
      ResourceArn: `arn:aws:dynamodb:eu-west-1:${local.account}:table/todo-api-dev`,
      Tags: [{ Key: "todo-api:version", Value: "99.1.0" }],
    }),
  );
  local.forgetCalls();
  const refused = await run(["deploy"], { cwd });
  expect(refused).toMatchObject({ code: EXIT.failure, stdout: "" });
  expect(refused.stderr).toMatch(
    /error: todo-api-dev was deployed by todo-api 99\.1\.0, which is newer than this version \(\d+\.\d+\.\d+\); nothing was changed\n/,
  );
  expect((await run(["plan"], { cwd })).stderr).toMatch(/A deploy would fail: .*99\.1\.0/);
  expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
  expect(await run(["deploy", "--force"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
});

test.each([["deploy"], ["plan"], ["status"], ["destroy --yes"], ["rollback --yes"]])(
  "%s rejects a stack whose tags have a newer format, and changes nothing",
  async (command) => {
    const cwd = await makeDeployedFolder(local);
    await run(["deploy"], { cwd });
    const cloud = await connect(local);
    const ResourceArn = `arn:aws:dynamodb:eu-west-1:${local.account}:table/todo-api-dev`;
    const tag = (Value: string) =>
      cloud.dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "todo-api:format", Value }] }));
    await tag("2");
    local.forgetCalls();
    const refused = await run(command.split(" "), { cwd });
    expect(refused).toMatchObject({ code: EXIT.failure, stdout: "" });
    expect(refused.stderr).toMatch(
      /the tags of the DynamoDB table todo-api-dev have format 2, .* npm install todo-api@/s,
    );
    expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
    await tag("damaged");
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  },
);

test.each([
  ["1.0.0", "0.9.9", true],
  ["0.10.0", "0.9.0", true],
  ["0.1.0", "0.1.0", false],
  ["0.1.0", "0.1.0-beta.2", true],
  ["0.1.0-beta.2", "0.1.0-beta.10", false],
  ["0.1.0-beta.2", "0.1.0", false],
  ["0.2.0-rc.1", "0.1.9", true],
  ["anything", "0.0.1", false],
])("%s is newer than %s: %s", (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});
