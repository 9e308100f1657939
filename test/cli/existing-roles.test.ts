import { PutResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { tableArn } from "../../src/aws/names.ts";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { growPolicy } from "../support/grow-policy.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { printedStatements } from "../support/printed-statements.ts";
import { startRelay } from "../support/relay.ts";
import { run } from "../support/run.ts";
import { connect, TEST_THROTTLE } from "../support/stack.ts";

const FUNCTIONS = ["create", "read", "update", "delete"];
const ACCOUNT = "000000000000";
const arnOf = (name: string, path = "/teams/web/") => `arn:aws:iam::${ACCOUNT}:role${path}${name}`;
const ALL = FUNCTIONS.flatMap((name) => ["--role", `${name}=${arnOf(`todo-${name}`)}`]);
const NEXT = FUNCTIONS.flatMap((name) => ["--role", `${name}=${arnOf(`todo-next-${name}`)}`]);
const NONE = FUNCTIONS.flatMap((name) => ["--role", `${name}=none`]);

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

const go = (...argv: readonly string[]) => run(argv, { cwd });
const rolesOfFunctions = () =>
  Object.values(local.cloud.lambda.data.regions[TEST_REGION] ?? {}).map(({ role }) => role);
/** The writes of todo-api, without those of the functions. */
const writes = () => local.calls().filter((call) => !call.readOnly && !call.principal.includes(":assumed-role/"));
const isExisting = (arn: string) => arn.startsWith(arnOf(""));
const ownRoles = () => Object.keys(local.cloud.iam.data.roles).filter((name) => name.startsWith("todo-api-dev-"));

describe("existing roles", () => {
  test("are used, and no role of the stack is created, changed or deleted, with a policy that does not permit creating roles", async () => {
    await createRoles();
    const before = JSON.stringify(local.cloud.iam.data.roles["todo-create"]);
    const policyOfCommand = (command: string) =>
      go("policy", command, ...ALL, "--account", ACCOUNT, "--region", TEST_REGION);
    const { stdout } = await policyOfCommand("deploy");
    const { Statement }: { Statement: { Sid: string; Action: string[] }[] } = JSON.parse(stdout);
    expect(Statement.map(({ Sid }) => Sid)).not.toContain("Roles");
    expect(Statement.filter(({ Sid }) => Sid.startsWith("ExistingRoles"))).toHaveLength(2);
    cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([stdout]) });
    const deployed = await go("deploy", ...ALL);
    expect(deployed).toMatchObject({ code: EXIT.ok });
    expect(deployed.stderr).not.toContain("lacks");
    expect(rolesOfFunctions().sort()).toEqual(FUNCTIONS.map((name) => arnOf(`todo-${name}`)).sort());
    expect(ownRoles()).toEqual([]);
    const after: { Statement: { Sid: string }[] } = JSON.parse((await policyOfCommand("deploy")).stdout);
    expect(after.Statement.map(({ Sid }) => Sid)).not.toContain("ObsoleteRoles");
    // The settings stay in force.
    local.forgetCalls();
    expect(await go("deploy")).toMatchObject({ code: EXIT.ok });
    expect(writes()).toEqual([]);
    cwd = await makeDeployedFolder(local);
    expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    expect(await go("items", "add", "one")).toMatchObject({ code: EXIT.ok });
    expect(await go("status", "--json")).toMatchObject({ code: EXIT.ok });
    const auditing = local.addUser([(await policyOfCommand("audit")).stdout]);
    cwd = await makeDeployedFolder({ ...local, credentials: auditing });
    const { counts, controls }: AuditDocument = JSON.parse((await go("audit", "--json")).stdout);
    expect(counts["unknown"]).toBe(0);
    expect(controls).toContainEqual(expect.objectContaining({ id: "IAM.24", verdict: "accepted" }));
    const failed = controls.filter(({ verdict }) => verdict === "fail").flatMap(({ resources }) => resources);
    expect(new Set(failed.map(({ next }) => next?.command.replace(/-[a-z]+ --region.*/, "")))).toEqual(
      new Set(["aws iam get-role --role-name todo"]),
    );
    const destroying = local.addUser([(await policyOfCommand("destroy")).stdout]);
    cwd = await makeDeployedFolder({ ...local, credentials: destroying });
    expect(await go("destroy", "--yes")).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(JSON.stringify(local.cloud.iam.data.roles["todo-create"])).toBe(before);
  });

  test("replace the stack's own, which are removed after the functions use the others, and back", async () => {
    await createRoles();
    await go("deploy");
    expect(ownRoles()).toHaveLength(4);
    const plan = await go("plan", ...ALL);
    expect(plan.stdout).toContain(`The create function will use the existing role ${arnOf("todo-create")}`);
    await asOperator(ALL);
    local.forgetCalls();
    expect(await go("deploy", ...ALL)).toMatchObject({ code: EXIT.ok });
    expect(ownRoles()).toEqual([]);
    const order = local.calls().map(({ operation }) => operation);
    expect(order.indexOf("UpdateFunctionConfiguration")).toBeLessThan(order.indexOf("DeleteRole"));
    expect(order).not.toContain("DeleteFunction");
    expect(await go("items", "add", "one")).toMatchObject({ code: EXIT.ok });
    expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });

    await asOperator(ALL, "api");
    expect(await go("deploy", "--website", "api")).toMatchObject({ code: EXIT.ok });
    expect(ownRoles()).toHaveLength(1);
    await asOperator(ALL, "s3");
    expect(await go("deploy", "--website", "s3")).toMatchObject({ code: EXIT.ok });
    expect(ownRoles()).toEqual([]);

    await asOperator(NONE);
    local.forgetCalls();
    expect(await go("deploy", ...NONE)).toMatchObject({ code: EXIT.ok });
    expect(ownRoles()).toHaveLength(4);
    expect(local.calls().map(({ operation }) => operation)).not.toContain("DeleteFunction");
    cwd = await makeDeployedFolder(local);
    expect(await go("items", "list")).toMatchObject({ code: EXIT.ok });
    expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    expect(await go("destroy", "--yes")).toMatchObject({ code: EXIT.ok });
    expect(Object.keys(leftoversIn(local.cloud))).toEqual(["roles"]);
  });

  test("are used for the page and named in the table's policy, under the smallest policy of each command", async () => {
    await createRoles([...FUNCTIONS, "website"]);
    const existing = JSON.stringify(local.cloud.iam.data.roles);
    const roles = [...ALL, "--role", `website=${arnOf("todo-website")}`];
    const operator = local.addUser([]);
    cwd = await makeDeployedFolder({ ...local, credentials: operator });
    /** Runs command lines with exactly the command's policy. */
    const under = async (command: string, ...lines: readonly (readonly string[])[]) => {
      const env = { TODO_API_WEBSITE: "api", TODO_API_TABLE_POLICY: "1" };
      const argv = ["policy", command, ...roles, "--account", ACCOUNT, "--region", TEST_REGION];
      local.setPolicies(operator, [(await run(argv, { cwd, env })).stdout]);
      for (const line of lines) expect(await go(...line), line.join(" ")).toMatchObject({ code: EXIT.ok });
    };
    await under("deploy", ["deploy", ...roles, "--website", "api", "--table-policy"]);
    expect(rolesOfFunctions().sort()).toEqual([...FUNCTIONS, "website"].map((name) => arnOf(`todo-${name}`)).sort());
    expect(admittedToTable()).toEqual(expect.arrayContaining(FUNCTIONS.map((name) => arnOf(`todo-${name}`))));
    expect(admittedToTable()).not.toContain(arnOf("todo-website"));
    await under("plan", ["plan", "--exit-code"], ["plan", "--exit-code", ...roles, "--website", "api"]);
    await under("status", ["status"], ["status", "--json"]);
    await under("items", ["items", "add", "one"], ["items", "list"]);
    local.forgetCalls();
    await under("deploy", ["deploy"]);
    expect(writes()).toEqual([]);
    await under("destroy", ["destroy", "--yes"], ["destroy", "--yes"]);
    expect(JSON.stringify(local.cloud.iam.data.roles)).toBe(existing);
    expect(Object.keys(leftoversIn(local.cloud))).toEqual(["roles"]);
  });

  test("replace the stack's own and are replaced by them, with a table policy and a page from the API", async () => {
    await createRoles([...FUNCTIONS, "website"]);
    const roles = [...ALL, "--role", `website=${arnOf("todo-website")}`];
    const own = [...NONE, "--role", "website=none"];
    expect(await go("deploy", "--table-policy", "--website", "api", "--throttle", TEST_THROTTLE)).toMatchObject({
      code: EXIT.ok,
    });
    for (const [index, flags] of [roles, own, roles].entries()) {
      const { code, stdout } = await go("deploy", ...flags);
      expect(code).toBe(EXIT.ok);
      expect(ownRoles()).toHaveLength(flags === own ? 5 : 0);
      expect(admittedToTable().includes(arnOf("todo-read"))).toBe(flags === roles);
      expect(await go("items", "add", `item ${index}`)).toMatchObject({ code: EXIT.ok });
      expect((await fetch(stdout.trim())).headers.get("content-type")).toContain("text/html");
      expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    }
    // The role stays in force for a page that is added again.
    for (const website of ["s3", "api"]) {
      expect(await go("deploy", "--website", website)).toMatchObject({ code: EXIT.ok });
      expect(rolesOfFunctions().includes(arnOf("todo-website"))).toBe(website === "api");
      expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    }
    expect(await go("destroy", "--yes")).toMatchObject({ code: EXIT.ok });
    expect(Object.keys(leftoversIn(local.cloud))).toEqual(["roles"]);
  });

  describe("with a table policy", () => {
    beforeEach(() => createRoles([...FUNCTIONS, ...FUNCTIONS.map((name) => `next-${name}`)]));

    test("no function is denied while existing roles and the stack's own replace each other", async () => {
      const denied = await watchRoles();
      /** Deploys, and expects the policy to admit the roles in use and no other existing one. */
      const change = async (...flags: readonly string[]) => {
        expect(await go("deploy", ...flags)).toMatchObject({ code: EXIT.ok });
        expect({ flags, denied: [...denied] }).toEqual({ flags, denied: [] });
        expect(admittedToTable()).toEqual(expect.arrayContaining(rolesOfFunctions()));
        expect(admittedToTable().filter(isExisting).sort()).toEqual(rolesOfFunctions().filter(isExisting).sort());
      };
      await change("--table-policy");
      await change(...ALL);
      await change(...NEXT);
      await change(...NONE);
      await go("deploy", "--no-table-policy", ...ALL);
      await change("--table-policy", ...NEXT);
      await putOtherPolicy();
      await change(...ALL);
      expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    });

    test.each([
      ["between two functions", "lambda:UpdateFunctionConfiguration", 3],
      ["before the former roles are excluded", "dynamodb:PutResourcePolicy", 2],
    ])("a stop %s leaves every function with access, and the next deploy continues", async (_when, operation, call) => {
      const { stdout } = await go("deploy", "--table-policy", "--throttle", TEST_THROTTLE, ...ALL);
      const denied = await watchRoles();
      local.faults.set({ kind: "expire-credentials", operation, call });
      expect((await go("deploy", ...NEXT)).code).not.toBe(EXIT.ok);
      local.faults.clear();
      expect((await fetch(`${stdout.trim()}/items`)).status).toBe(200);
      expect(await go("deploy")).toMatchObject({ code: EXIT.ok });
      expect([...denied]).toEqual([]);
      expect(rolesOfFunctions().sort()).toEqual(FUNCTIONS.map((name) => arnOf(`todo-next-${name}`)).sort());
      expect(admittedToTable().filter(isExisting).sort()).toEqual(rolesOfFunctions().sort());
      expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    });
  });

  test("of some functions stay in use after a rollback", async () => {
    await createRoles();
    await go("deploy", "--no-allow-clear");
    await go("deploy", "--model", "customer", "--allow-clear", ...ALL.slice(0, 4));
    expect(await go("rollback", "--yes")).toMatchObject({ code: EXIT.ok });
    expect(rolesOfFunctions().filter((role) => role.includes("/teams/web/"))).toHaveLength(2);
    expect(await go("rollback", "--yes")).toMatchObject({ code: EXIT.ok });
    expect(await go("deploy")).toMatchObject({ code: EXIT.ok });
    expect(await go("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
  });

  test("for a page that S3 serves need no permission", async () => {
    for (const command of ["deploy", "plan"])
      expect((await go("policy", command, "--role", `website=${arnOf("todo-website")}`)).stdout).not.toContain(
        "todo-website",
      );
  });

  test("that cannot be read are still used", async () => {
    await createRoles();
    const { stdout } = await go("policy", "deploy", ...ALL, "--account", ACCOUNT, "--region", TEST_REGION);
    const { Statement, Version }: { Version: string; Statement: { Sid: string }[] } = JSON.parse(stdout);
    const unread = { Version, Statement: Statement.filter(({ Sid }) => Sid !== "ExistingRoles") };
    cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([JSON.stringify(unread)]) });
    const plan = await go("plan", ...ALL);
    const deployed = await go("deploy", ...ALL);
    expect([plan.code, deployed.code]).toEqual([EXIT.ok, EXIT.ok]);
    for (const output of [plan.stdout, deployed.stderr])
      expect(printedStatements(output)).toContainEqual(
        expect.objectContaining({ Action: ["iam:GetRole"], Resource: [arnOf("todo-create")] }),
      );
    const start = unread.Statement.filter(({ Sid }) => Sid !== "ExistingRolesToLambda");
    const printed = await growPolicy(local, ["deploy", ...NONE.slice(0, 2), ...ALL.slice(2)], { start });
    expect(new Set(printed.flatMap(({ Action }) => Action))).toContain("iam:CreateRole");
  });

  test("without a permission that the function needs cause a warning in every deploy", async () => {
    await createRoles();
    await allow("todo-create", { Action: ["dynamodb:GetItem", "logs:*"] });
    for (const argv of [["deploy", ...ALL], ["deploy"]]) {
      const { code, stderr } = await go(...argv);
      expect(code).toBe(EXIT.ok);
      expect(stderr).toContain(
        "warning: The existing role todo-create of the function todo-api-dev-create lacks dynamodb:PutItem: requests that require a missing permission will fail with 500\n",
      );
      expect(stderr).not.toContain("todo-read of");
    }
    await allow("todo-create", { Action: "dynamodb:*" });
    expect((await go("deploy")).stderr).toContain("logs:PutLogEvents: the function will not write logs");
  });
});

describe("rejects an existing role, and changes nothing,", () => {
  test.each([
    [
      ["create"],
      /--role must be FUNCTION=ARN, where FUNCTION is create, read, update, delete or website, not "create"/,
    ],
    [["search=none"], /not "search=none"/],
    [["create="], /--role create must be the ARN of an IAM role .*, or none, not ""/],
    [["create=todo"], /--role create must be the ARN of an IAM role/],
    [[`create=arn:aws:iam::${ACCOUNT}:user/todo`], /must be the ARN of an IAM role/],
    [[`create=arn:aws:iam::${ACCOUNT}:role//todo`], /must be the ARN of an IAM role/],
    [[`create=arn:aws:iam::${ACCOUNT}:role/a,b`], /must be the ARN of an IAM role/],
    [[`create=${arnOf("todo", `/${"p".repeat(230)}/`)}`], /at most 256 characters/],
    [["create=none", "create=none"], /--role create is given more than once/],
  ])("if its value is wrong: %j", async (values, message) => {
    const { code, stderr } = await go("deploy", ...values.flatMap((value) => ["--role", value]));
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(local.calls()).toEqual([]);
  });

  test.each([
    [
      "arn:aws:iam::123456789012:role/todo",
      /belongs to account 123456789012, not to 000000000000; Lambda accepts only/,
    ],
    [`arn:aws-cn:iam::${ACCOUNT}:role/todo`, /is in the aws-cn partition, but eu-west-1 is in the aws partition/],
  ])("if it belongs elsewhere: %s", async (arn, message) => {
    const { code, stderr } = await go("deploy", "--role", `create=${arn}`);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(writes()).toEqual([]);
  });

  test.each([
    ["does not exist", arnOf("missing"), /does not exist; create it, or give another one/],
    [
      "has a different path",
      arnOf("todo-create", "/"),
      /has a different path; use its actual ARN, arn:aws:iam::000000000000:role\/teams\/web\/todo-create/,
    ],
    [
      "does not trust Lambda",
      arnOf("untrusting"),
      /cannot be assumed by Lambda; give another one, or add this statement to this role's trust policy: \{/,
    ],
  ])("if it %s", async (_what, arn, message) => {
    await createRoles();
    await createRole("untrusting", "ec2.amazonaws.com");
    local.forgetCalls();
    const { code, stderr } = await go("deploy", "--role", `create=${arn}`);
    expect(code).toBe(EXIT.failure);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("Nothing was changed.");
    expect(writes()).toEqual([]);
  });
});

interface AuditDocument {
  readonly counts: Readonly<Record<string, number>>;
  readonly controls: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly resources: readonly { readonly next?: { readonly command: string } }[];
  }[];
}

/** The principals that are exempt from the denial in the table's policy. */
function admittedToTable(): readonly string[] {
  const policy = local.cloud.dynamodb.data.regions[TEST_REGION]?.["todo-api-dev"]?.policy ?? "{}";
  return JSON.parse(policy).Statement[0].Condition.ArnNotLike["aws:PrincipalArn"];
}

/** Continues in another folder; collects the roles that any call leaves both in use and denied. */
async function watchRoles(): Promise<ReadonlySet<string>> {
  const denied = new Set<string>();
  const relay = await startRelay(local.endpoint, undefined, undefined, () => {
    const hasPolicy = local.cloud.dynamodb.data.regions[TEST_REGION]?.["todo-api-dev"]?.policy !== undefined;
    const admitted = hasPolicy ? admittedToTable() : rolesOfFunctions();
    for (const role of rolesOfFunctions()) if (!admitted.includes(role)) denied.add(role);
    return undefined;
  });
  onTestFinished(relay.stop);
  cwd = await makeDeployedFolder({ ...local, endpoint: relay.endpoint });
  return denied;
}

/** Admits the current roles and this user, in a form that todo-api does not use. */
async function putOtherPolicy(): Promise<void> {
  const cloud = await connect(local);
  const ResourceArn = tableArn(cloud, "todo-api-dev");
  const admitted = { ArnNotLike: { "aws:PrincipalArn": [...rolesOfFunctions(), `arn:aws:iam::${ACCOUNT}:*`] } };
  const statement = { Effect: "Deny", Principal: "*", Action: "dynamodb:GetItem", Resource: ResourceArn };
  const Policy = policyOf({ ...statement, Condition: admitted });
  await cloud.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
}

/** Continues in another folder, as a user with the policy that this folder prints for a deploy with these settings. */
async function asOperator(roles: readonly string[], website?: string): Promise<void> {
  const argv = ["policy", "deploy", ...roles, "--account", ACCOUNT, "--region", TEST_REGION];
  const env = website === undefined ? {} : { TODO_API_WEBSITE: website };
  const { stdout } = await run(argv, { cwd, env });
  cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([stdout]) });
}

async function createRoles(functions: readonly string[] = FUNCTIONS): Promise<void> {
  for (const name of functions.map((one) => `todo-${one}`)) {
    await createRole(name, "lambda.amazonaws.com");
    await allow(name, { Action: ["dynamodb:*", "logs:*"] });
  }
}

async function createRole(RoleName: string, Service: string): Promise<void> {
  const { iam } = await connect(local);
  const trust = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
  await iam.send(new CreateRoleCommand({ RoleName, Path: "/teams/web/", AssumeRolePolicyDocument: policyOf(trust) }));
}

async function allow(RoleName: string, allowed: object): Promise<void> {
  const { iam } = await connect(local);
  const PolicyDocument = policyOf({ Effect: "Allow", Resource: "*", ...allowed });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "function", PolicyDocument }));
}

function policyOf(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
