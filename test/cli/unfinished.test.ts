import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { ageApi, deployPackage, packageNamed } from "../support/releases.ts";
import { type Ran, run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

/** Tagging an API requires the same permission as changing its stage. */
const RESOURCES: Readonly<Record<string, string>> = {
  "apigateway:PATCH": "arn:aws:apigateway:*::/restapis/*/stages/*",
};

/** Runs a command as a user without one permission, so that it fails there. */
async function runWithout(action: string, argv: readonly string[]): Promise<Ran> {
  const statements = [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: action, Resource: RESOURCES[action] ?? "*" },
  ];
  const credentials = local.addUser([JSON.stringify({ Version: "2012-10-17", Statement: statements })]);
  const folder = await makeDeployedFolder({ ...local, credentials });
  const ran = await run(argv, { cwd: folder });
  expect([EXIT.partial, EXIT.failure, EXIT.auth]).toContain(ran.code);
  return ran;
}

/** Expects plan and status to attribute the unfinished changes to the run. */
async function expectUnfinished(command: "deploy" | "rollback" | "destroy"): Promise<void> {
  const plan = await run(["plan"], { cwd });
  expect(plan.stdout).toContain("Changes since the last finished deploy\n");
  expect(plan.stdout).not.toContain("Drift");
  expect(plan.stderr).toContain(`The last ${command} did not finish; run ${command} again to continue it`);
  const status = await run(["status"], { cwd });
  expect(status.stdout).not.toMatch(/Drift|drifted/);
  expect(status.stdout).toContain(`The last ${command} did not finish`);
  const documents = [await run(["plan", "--json"], { cwd }), await run(["status", "--json"], { cwd })];
  for (const { stdout } of documents) expect(JSON.parse(stdout)).toMatchObject({ unfinished: command });
}

async function expectInSync(): Promise<void> {
  const { code, stdout } = await run(["plan", "--exit-code", "--json"], { cwd });
  expect({ code, plan: JSON.parse(stdout) }).toMatchObject({ code: EXIT.ok, plan: { steps: [] } });
  expect(JSON.parse(stdout)).not.toHaveProperty("unfinished");
}

test("a failed deploy counts as many skipped resources as it lists", async () => {
  const { stderr } = await runWithout("iam:PutRolePolicy", ["deploy"]);
  const [, skipped] = /, (\d+) skipped\b/.exec(stderr) ?? [];
  expect(stderr.match(/^Skipped /gm)).toHaveLength(Number(skipped));
});

describe("a deploy that did not finish is reported as such, and continued", () => {
  test.each(["iam:PutRolePolicy", "lambda:AddPermission", "s3:PutObject"])(
    "a first one without the permission %s",
    async (action) => {
      await runWithout(action, ["deploy"]);
      await expectUnfinished("deploy");
      expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
      await expectInSync();
    },
  );

  test.each(["logs:PutRetentionPolicy", "apigateway:POST"])(
    "a first one that ends without the permission %s, before there is an API, leaves no drift",
    async (action) => {
      await runWithout(action, ["deploy"]);
      for (const command of ["plan", "status"])
        expect((await run([command], { cwd })).stdout).not.toMatch(/Drift|drifted/);
      expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
      await expectInSync();
    },
  );

  test.each([
    ["apigateway:PATCH", ["--throttle", "4"]],
    ["s3:DeleteBucket", ["--website", "none"]],
    ["lambda:UpdateFunctionConfiguration", ["--model", "customer"]],
    ["dynamodb:UpdateTable", ["--protect"]],
    ["iam:PutRolePermissionsBoundary", ["--permissions-boundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"]],
  ])("one without the permission %s that changes %j, which another deploy needs no flag for", async (action, flags) => {
    await run(["deploy"], { cwd });
    await runWithout(action, ["deploy", ...flags]);
    await expectUnfinished("deploy");
    expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
    await expectInSync();
    if (!flags.includes("--model")) expect((await run(["plan", "--exit-code", ...flags], { cwd })).code).toBe(EXIT.ok);
  });

  test("manual changes after it was finished are drift again", async () => {
    await runWithout("s3:PutObject", ["deploy"]);
    await run(["deploy"], { cwd });
    const { apigateway } = await connect(local);
    const [restApiId = ""] = Object.keys(local.cloud.apigateway.data.regions[local.region]?.restApis ?? {});
    const patchOperations = [{ op: "replace" as const, path: "/*/*/throttling/rateLimit", value: "1" }];
    await apigateway.send(new UpdateStageCommand({ restApiId, stageName: "dev", patchOperations }));
    expect((await run(["plan"], { cwd })).stdout).toMatch(/^Drift: changed outside todo-api\n {2}~ API stage/);
  });
});

test("a rollback does not finish a deploy: what that left undone is still no drift", async () => {
  await run(["deploy"], { cwd });
  await runWithout("s3:PutObject", ["deploy", "--no-allow-clear"]);
  expect((await run(["rollback", "--yes"], { cwd })).code).toBe(EXIT.ok);
  await expectUnfinished("deploy");
  expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
  await expectInSync();
});

test.each(["lambda:UpdateFunctionCode", "apigateway:PATCH"])(
  "a rollback that did not finish without the permission %s is reported as such, and continued",
  async (action) => {
    const older = packageNamed("older");
    await deployPackage(await connect(local), older.root);
    older.remove();
    ageApi(local);
    await run(["deploy"], { cwd });
    await runWithout(action, ["rollback", "--yes"]);
    await expectUnfinished("rollback");
    expect((await run(["rollback", "--yes"], { cwd })).code).toBe(EXIT.ok);
    expect(JSON.parse((await run(["plan", "--json"], { cwd })).stdout)).not.toHaveProperty("unfinished");
  },
);

describe("a destroy that did not finish is reported as such", () => {
  test.each([
    ["apigateway:DELETE", ["destroy", "--yes"]],
    ["dynamodb:DeleteTable", ["destroy", "--yes"]],
    ["apigateway:DELETE", ["destroy", "--yes", "--keep-data"]],
  ])("without the permission %s: %j", async (action, argv) => {
    expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
    await runWithout(action, argv);
    await expectUnfinished("destroy");
    expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
    await expectInSync();
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  });
});
