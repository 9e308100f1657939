import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { EXIT } from "../../src/errors.ts";
import type { PolicyCommand } from "../../src/stack/operator-policy/grant.ts";
import type { PolicyDocument } from "../../src/stack/operator-policy/operator-policy.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { createExistingRole, rolesOfAll } from "../support/existing-role.ts";
import { isTagOfApi, unprinted } from "../support/grants.ts";
import { growPolicy } from "../support/grow-policy.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import type { PrintedStatement } from "../support/printed-statements.ts";
import { makeFolder, run } from "../support/run.ts";
import {
  EXISTING,
  KEYED,
  NO_PAGE,
  PAGE,
  type SettingVariables,
  SIGNED,
  TABLE_POLICY,
} from "../support/setting-variables.ts";
import { connect, stackFor } from "../support/stack.ts";

const OPEN = { TODO_API_AUTH: "none" };
const BUCKET = { TODO_API_WEBSITE: "s3" };
const OWN = rolesOfAll("none");

let local: TestCloud;
let administrator: Cloud;

beforeEach(async () => {
  local = await startTestCloud();
  administrator = await connect(local);
  await createExistingRole(administrator);
});
afterEach(() => local.stop());

interface Situation {
  /** The settings of an earlier deploy; undefined if there was none. */
  readonly before?: SettingVariables;
  /** What else an administrator did. */
  readonly given?: () => Promise<unknown>;
  readonly argv: string;
  /** The statements that the policy lacks when the command starts. */
  readonly lacks: readonly string[];
}

/** For each set of settings, the commands that need the statements that depend on it. */
const STACKS: readonly (readonly [SettingVariables, readonly Situation[]])[] = [
  [
    KEYED,
    [
      { argv: "deploy", lacks: ["ApiKeys"] },
      { before: OPEN, argv: "deploy", lacks: ["ApiKeys"] },
      ...["plan", "status", "items list", "key show", "destroy --yes"].map((argv) => ({
        before: KEYED,
        argv,
        lacks: ["ApiKeys"],
      })),
      { before: KEYED, given: changeRelease, argv: "rollback --yes", lacks: ["ApiKeys"] },
      { before: KEYED, given: loseApi, argv: "orphans --remove --yes", lacks: ["ApiKeys"] },
    ],
  ],
  [OPEN, [{ before: KEYED, argv: "deploy", lacks: ["ApiKeys"] }]],
  [
    SIGNED,
    [
      { argv: "deploy", lacks: ["CallApi", "Apis"] },
      { before: SIGNED, argv: "status", lacks: ["CallApi"] },
      { before: SIGNED, argv: "items list", lacks: ["CallApi"] },
      { before: SIGNED, given: changeRelease, argv: "rollback --yes", lacks: ["CallApi"] },
    ],
  ],
  [PAGE, [{ before: BUCKET, argv: "deploy", lacks: ["WebsiteBucket", "WebsiteFiles"] }]],
  [
    NO_PAGE,
    [
      { before: BUCKET, argv: "deploy", lacks: ["WebsiteBucket", "WebsiteFiles"] },
      { before: PAGE, argv: "deploy", lacks: ["LogGroups"] },
    ],
  ],
  [BUCKET, [{ before: PAGE, argv: "deploy", lacks: ["WebsiteBucket", "WebsiteFiles"] }]],
  [TABLE_POLICY, [{ before: OPEN, argv: "deploy", lacks: ["Table"] }]],
  [
    EXISTING,
    [
      { argv: "deploy", lacks: ["ExistingRoles", "ExistingRolesToLambda"] },
      { before: EXISTING, argv: "plan", lacks: ["ExistingRoles"] },
      { before: OPEN, argv: "deploy", lacks: ["ObsoleteRoles", "ExistingRolesToLambda"] },
    ],
  ],
  [OWN, [{ before: EXISTING, argv: "deploy", lacks: ["Roles", "AbsentRoles", "RolesToLambda"] }]],
];

test.each(
  STACKS.flatMap(([env, situations]) =>
    situations.map((one) => [one.argv, env, one.before ?? "nothing", one] as const),
  ),
)(
  "%s with %j after %j needs the statements that depend on these settings, and prints each of them, and no others",
  async (line, env, _before, { before, given, lacks }) => {
    const argv = line.split(" ");
    const folder = before ? await deployed(before) : await makeFolder();
    const { Statement } = await policyOf(argv[0] ?? "", env, folder);
    await given?.();
    const lacking = Statement.filter(({ Sid }) => lacks.includes(Sid));
    expect(lacking.map(({ Sid }) => Sid).sort()).toEqual([...lacks].sort());
    const start = Statement.filter((one) => !lacking.includes(one));
    const printed = (await growPolicy(local, argv, { start, env })).map(unmasked);
    const unneeded = lacking.filter((one) => unprinted([one], printed).length === one.Action.length);
    expect(unneeded.map(({ Sid }) => Sid)).toEqual([]);
    const more = printed.filter((one) => unprinted([one], Statement).length > 0);
    expect(more.filter(({ Resource }) => !Resource.some(isTagOfApi))).toEqual([]);
  },
  60_000,
);

/** API Gateway masks most digits of the account ID. */
function unmasked(statement: PrintedStatement): PrintedStatement {
  return { ...statement, Resource: statement.Resource.map((arn) => arn.replace(/\*{8}/, local.account.slice(0, 8))) };
}

/** What `todo-api policy` prints in a folder. */
async function policyOf(command: PolicyCommand | string, env: SettingVariables, cwd: string): Promise<PolicyDocument> {
  const argv = ["policy", command, "--account", local.account, "--region", TEST_REGION];
  return JSON.parse((await run(argv, { cwd, env })).stdout);
}

/** Deploys as an administrator; returns the folder, which remembers the settings. */
async function deployed(env: SettingVariables, ...flags: readonly string[]): Promise<string> {
  const cwd = await makeDeployedFolder(local);
  expect(await run(["deploy", ...flags], { cwd, env })).toMatchObject({ code: EXIT.ok });
  return cwd;
}

async function changeRelease(): Promise<void> {
  await deployed({}, "--no-allow-clear");
}

async function loseApi(): Promise<void> {
  await stackFor(administrator).restApi.remove?.();
}
