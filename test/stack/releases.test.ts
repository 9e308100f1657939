import { TagResourceCommand } from "@aws-sdk/client-api-gateway";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { planRollback } from "../../src/commands/rollback/plan-rollback.ts";
import { releasesIn, tagsOfDeploy, tagsOfRollback } from "../../src/resources/release.ts";
import { findRestApis } from "../../src/resources/rest-api/find-rest-api.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { inventoryOf } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { deployPackage, type OtherPackage, packageNamed, stackOf } from "../support/releases.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";

let first: OtherPackage;
let second: OtherPackage;
let local: TestCloud;
let cloud: Cloud;

beforeAll(() => {
  first = packageNamed("first");
  second = packageNamed("second");
});
afterAll(() => {
  first.remove();
  second.remove();
});
beforeEach(async () => {
  local = await startTestCloud();
  cloud = await connect(local);
});
afterEach(() => local.stop());

test("rolls back to the last complete release after an interrupted deploy and a deploy of another release", async () => {
  await deployPackage(cloud, first.root);
  const { functions } = inventoryOf(local.cloud);
  const dying = await connect(local);
  diesAtCodeOf(dying, "todo-api-dev-update");
  const { results } = await runStack(stackOf(dying, second.root), dying, () => {});
  expect(results.find(({ id }) => id === "function:update")?.outcome).toBe("failed");
  expect(results.find(({ id }) => id === "function:read")?.outcome).toBe("updated");
  await runStack(stackFor(cloud), cloud, () => {});

  const { survey, kept, ...planned } = await planRollback(cloud, stackFor(cloud));
  expect(survey.others.map((one) => one.kept === undefined)).toEqual([true, false]);
  expect(kept.release).toEqual(survey.others[1]?.release);
  await runStack(planned, cloud, () => {});
  expect(codesOf(inventoryOf(local.cloud)["functions"])).toEqual(codesOf(functions));
});

test("does not publish code changed outside todo-api, and publishes the release before it once", async () => {
  await deployPackage(cloud, first.root);
  await deployPackage(cloud, second.root);
  await deployPackage(cloud, first.root);
  await deployPackage(cloud, second.root);
  const record = local.cloud.lambda.data.regions["eu-west-1"]?.["todo-api-dev-read"];
  expect(Object.keys(record?.versions ?? {})).toEqual(["2", "3"]);
  const functions = local.cloud.lambda.data.regions["eu-west-1"] ?? {};
  if (record) functions["todo-api-dev-read"] = { ...record, timeoutSeconds: 99, isPublished: false };
  await deployPackage(cloud, first.root);
  const after = local.cloud.lambda.data.regions["eu-west-1"]?.["todo-api-dev-read"];
  expect(Object.values(after?.versions ?? {}).map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([10, 10]);
});

test("rolls back a function without a version that the release did not change", async () => {
  await deployPackage(cloud, first.root);
  await deployPackage(cloud, second.root);
  expect(local.cloud.lambda.data.regions["eu-west-1"]?.["todo-api-dev-delete"]?.versions).toBeUndefined();
  const { kept } = await planRollback(cloud, stackFor(cloud));
  expect(kept.functions.map(({ action }) => action).sort()).toEqual(["create", "delete", "read", "update"]);
});

test("parses the releases that it formats into tags, and ignores damaged ones", async () => {
  await deployPackage(cloud, first.root);
  await deployPackage(cloud, second.root);
  const [api] = await findRestApis(cloud.apigateway, TEST_STACK);
  const { current, others } = releasesIn(api?.tags ?? {});
  expect(current).toMatchObject({ version: "0.0.9", functions: { read: { tableActions: ["GetItem", "Query"] } } });
  expect(others).toHaveLength(1);
  const resourceArn = `arn:aws:apigateway:eu-west-1::/restapis/${api?.id}`;
  await cloud.apigateway.send(new TagResourceCommand({ resourceArn, tags: { "todo-api:release-1": "what is this" } }));
  await expect(planRollback(cloud, stackFor(cloud))).rejects.toMatchObject({ code: "nothing-to-roll-back-to" });
});

test("fits the longest names and versions into a tag", () => {
  const actions = ["create", "read", "update", "delete"];
  const functions = Object.fromEntries(
    actions.map((action) => [action, { fingerprint: "12345678", tableActions: ["UpdateItem", "DeleteItem"] }]),
  );
  const release = { document: "0123456789abcdef", functions };
  const deployed = tagsOfDeploy({}, release, "10.20.30-alpha.100", Date.parse("2026-11-25T12:00:00Z"));
  const other = tagsOfDeploy(deployed, { ...release, document: "fedcba9876543210" }, "10.20.30-alpha.101", 0);
  const [before] = releasesIn(other).others;
  if (!before) throw new Error("The release before is not in the tags.");
  const back = tagsOfRollback(other, before);
  expect(releasesIn(back)).toMatchObject({ current: before, rolledBackFrom: releasesIn(other).current?.id });
  for (const value of Object.values(back)) expect(value).toMatch(/^[\w .:/=+@-]{1,256}$/);
});

/** Fails when the code of one function is updated, as if the process had died there. */
function diesAtCodeOf({ lambda }: Cloud, name: string): void {
  lambda.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const { input } = args;
        if (commandName === "UpdateFunctionCodeCommand" && "FunctionName" in input && input.FunctionName === name)
          throw Object.assign(new Error("The process died."), { name: "Died" });
        return next(args);
      },
    { step: "initialize" },
  );
}

function codesOf(functions: unknown): unknown {
  return JSON.parse(JSON.stringify(functions, (key, value) => (/^(tags|versions)$/.test(key) ? undefined : value)));
}
