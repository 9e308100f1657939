import { UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import type { PolicyCommand } from "../../src/stack/operator-policy/grant.ts";
import type { PolicyDocument } from "../../src/stack/operator-policy/operator-policy.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { createExistingRole } from "../support/existing-role.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { printedStatements } from "../support/printed-statements.ts";
import { run } from "../support/run.ts";
import {
  EXISTING,
  KEYED,
  NO_PAGE,
  PAGE,
  type SettingVariables,
  SIGNED,
  TABLE_POLICY,
} from "../support/setting-variables.ts";
import { connect } from "../support/stack.ts";

/** Settings and accounts that change which calls the commands make. */
const STACKS: readonly (readonly [SettingVariables, string, () => Promise<void>])[] = [
  ...[KEYED, SIGNED, PAGE, TABLE_POLICY, { ...NO_PAGE, ...EXISTING }].map(
    (env) => [env, "a fresh account", async () => {}] as const,
  ),
  [{ ...KEYED, ...PAGE, ...TABLE_POLICY, ...EXISTING }, "an account with a log role of its own", createLogRole],
];

let local: TestCloud;
let administrator: Cloud;

beforeEach(async () => {
  local = await startTestCloud();
  administrator = await connect(local);
  await createExistingRole(administrator);
});
afterEach(() => local.stop());

/** The command lines that a user runs with the policy of each command alone, in this order. */
const LINES: readonly (readonly [PolicyCommand, ...(readonly string[])])[] = [
  ["deploy", "deploy", "deploy"],
  ["plan", "plan --exit-code", "plan --exit-code"],
  ["status", "status", "status --json"],
  ["audit", "audit", "audit --json"],
  ["items", "items add one", "items list"],
  ["logs", "logs", "logs --since 1h"],
  ["key", "key show", "key rotate", "key rotate", "key revoke --yes", "key revoke --yes", "key show"],
  ["key", "key revoke --all --yes", "key revoke --all --yes", "key rotate", "key show"],
  ["deploy", "deploy --no-allow-clear", "deploy"],
  ["rollback", "rollback --list", "rollback --yes", "rollback --yes"],
  ["destroy", "destroy --yes", "destroy --yes"],
];
/** Findings of an audit are not under test here. */
const ALSO_SUCCESS: Readonly<Record<string, number>> = { audit: EXIT.changes };

test.each(STACKS)(
  "each command on a stack with %j needs only its policy, twice in a row, in %s",
  async (env, _account, prepare) => {
    await prepare();
    const before = leftoversIn(local.cloud);
    const operator = local.addUser([]);
    for (const [command, ...lines] of LINES) {
      if (command === "key" && env["TODO_API_AUTH"] !== "api-key") continue;
      local.setPolicies(operator, [JSON.stringify(await policyOf(command, env))]);
      // A folder that remembers neither the API nor its key.
      const cwd = await makeDeployedFolder({ ...local, credentials: operator });
      for (const line of lines) {
        const { code, stdout, stderr } = await run(line.split(" "), { cwd, env, time: skippedTime() });
        expect([EXIT.ok, ALSO_SUCCESS[command]], `${line}\n${stdout}\n${stderr}`).toContain(code);
        expect({ line, missing: printedStatements(`${stdout}${stderr}`) }).toEqual({ line, missing: [] });
      }
    }
    expect(leftoversIn(local.cloud)).toEqual(before);
  },
  120_000,
);

/** What `todo-api policy` prints. */
async function policyOf(command: PolicyCommand, env: SettingVariables): Promise<PolicyDocument> {
  const cwd = await makeDeployedFolder(local);
  const argv = ["policy", command, "--account", local.account, "--region", TEST_REGION];
  const { stdout } = await run(argv, { cwd, env });
  return JSON.parse(stdout);
}

/** Creates a log role as a platform team does. */
async function createLogRole(): Promise<void> {
  const { iam, apigateway } = administrator;
  const RoleName = "platform-api-gateway-logs";
  const trust = { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  const patchOperations = [{ op: "replace" as const, path: "/cloudwatchRoleArn", value: Role?.Arn }];
  await apigateway.send(new UpdateAccountCommand({ patchOperations }));
}
