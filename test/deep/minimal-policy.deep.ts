import { CreateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { PutResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import {
  AttachRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { CreateMultipartUploadCommand, PutBucketTaggingCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { sharedLogRoleName, tableArn } from "../../src/aws/names.ts";
import { EXIT } from "../../src/errors.ts";
import { deleteRole } from "../../src/resources/role/delete-role.ts";
import { POLICY_COMMANDS, type PolicyCommand } from "../../src/stack/operator-policy/grant.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { apiRecord, BUCKET, FUNCTION, ROLE, tagsOf } from "../support/drifts/drift.ts";
import { type Grant, isTagOfApi, unprinted } from "../support/grants.ts";
import { type GrowthOptions, growPolicy } from "../support/grow-policy.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { addSearchFunction } from "../support/other-actions.ts";
import type { PrintedStatement } from "../support/printed-statements.ts";
import { ageApi, deployPackage, packageNamed } from "../support/releases.ts";
import { run } from "../support/run.ts";
import { connect, stackFor } from "../support/stack.ts";

const SHARED_ROLE = sharedLogRoleName(TEST_REGION);
const RELEASING = of("lambda", "ListVersionsByFunction PublishVersion RemovePermission UpdateFunctionCode");
const REPAIRING = [
  ...of("iam", "UpdateAssumeRolePolicy UpdateRole"),
  "lambda:DeleteFunctionConcurrency",
  ...of("s3", "DeleteObject PutBucketTagging"),
];
const EMPTYING = of(
  "s3",
  "AbortMultipartUpload DeleteBucket DeleteObjectVersion ListBucketMultipartUploads ListBucketVersions",
);
const REMOVING = [
  ...of("iam", "DeleteRole DeleteRolePolicy DetachRolePolicy ListAttachedRolePolicies ListRolePolicies"),
  "lambda:DeleteFunction",
  "logs:DeleteLogGroup",
];
const DESCRIBING = ["dynamodb:DescribeContinuousBackups"];
const PROTECTING = of("dynamodb", "UpdateContinuousBackups UpdateTable");
const TABLE_POLICY = of("dynamodb", "DeleteResourcePolicy GetResourcePolicy PutResourcePolicy");
const BACKUPS = [...DESCRIBING, ...PROTECTING];
const ORPHANS = ["orphans", "--remove", "--confirm", "todo-api-dev", "account"];
const BOUNDARY = "arn:aws:iam::000000000000:policy/boundary";

let local: TestCloud;
let administrator: Cloud;

beforeEach(async () => {
  local = await startTestCloud();
  administrator = await connect(local);
});
afterEach(() => local.stop());

/** An administrator's preparation, and the command whose policy then grows. */
interface Situation extends Pick<GrowthOptions, "exit" | "asAws"> {
  readonly given?: () => Promise<unknown>;
  readonly argv: readonly string[];
  /** The actions that the command's policy lacks at the start; undefined to start without a policy. */
  readonly without?: readonly string[];
}

const asAdministrator =
  (...lines: readonly (readonly string[])[]) =>
  async () => {
    const cwd = await makeDeployedFolder(local);
    for (const argv of lines) expect(await run(argv, { cwd }), argv.join(" ")).toMatchObject({ code: EXIT.ok });
  };
const DEPLOYED = asAdministrator(["deploy"]);
/** The table's policy is compared only in a stack that was once given --table-policy, on or off. */
const OPEN_TABLE = asAdministrator(["deploy", "--no-table-policy"]);
const KEYED = asAdministrator(["deploy", "--auth", "api-key"]);
const PROTECTED = asAdministrator(["deploy", "--protect"]);

/** Each action of a command's policy is needed in one of its situations, so a new action requires a situation here. */
const SITUATIONS: Readonly<Record<PolicyCommand, readonly Situation[]>> = {
  deploy: [
    { argv: ["deploy"] },
    { given: olderRelease, argv: ["deploy"], without: RELEASING },
    { given: DEPLOYED, argv: ["deploy", "--model", "customer"], without: ["lambda:UpdateFunctionConfiguration"] },
    { given: changedOutside, argv: ["deploy"], without: REPAIRING },
    { given: duplicateApi, argv: ["deploy"], without: ["apigateway:DELETE"] },
    { given: DEPLOYED, argv: ["deploy", "--protect"], without: BACKUPS },
    {
      given: asAdministrator(["deploy"], ["destroy", "--yes", "--keep-data"]),
      argv: ["deploy"],
      without: ["dynamodb:UntagResource"],
    },
    { given: fullBucket, argv: ["deploy", "--website", "none"], without: EMPTYING },
    {
      given: boundary,
      argv: ["deploy", "--permissions-boundary", "none"],
      without: ["iam:DeleteRolePermissionsBoundary"],
    },
    {
      given: DEPLOYED,
      argv: ["deploy", "--permissions-boundary", BOUNDARY],
      without: ["iam:PutRolePermissionsBoundary"],
    },
    { given: obsoleteFunction, argv: ["deploy"], without: REMOVING },
    { given: DEPLOYED, argv: ["deploy", "--table-policy"], without: TABLE_POLICY },
    { given: otherTablePolicy, argv: ["deploy", "--no-table-policy"], without: TABLE_POLICY },
    {
      given: DEPLOYED,
      argv: ["deploy", "--allow-ip", "0.0.0.0/0"],
      without: ["apigateway:UpdateRestApiPolicy"],
    },
  ],
  plan: [
    { given: PROTECTED, argv: ["plan"] },
    { given: OPEN_TABLE, argv: ["plan"], without: ["dynamodb:GetResourcePolicy"] },
    { given: withoutRole, argv: ["plan"] },
  ],
  status: [
    { given: PROTECTED, argv: ["status"] },
    { given: OPEN_TABLE, argv: ["status"], without: ["dynamodb:GetResourcePolicy"] },
    { given: withoutRole, argv: ["status"], exit: EXIT.failure },
  ],
  audit: [{ given: DEPLOYED, argv: ["audit"] }],
  rollback: [
    { given: twoReleases, argv: ["rollback", "--yes"] },
    { given: changedRelease, argv: ["rollback", "--yes"], without: REPAIRING },
    { given: manyReleases, argv: ["rollback", "--yes"], without: of("lambda", "DeleteFunction UpdateFunctionCode") },
    { given: lostRole, argv: ["rollback", "--yes"], without: ["iam:GetRole"], exit: EXIT.failure },
    {
      given: asAdministrator(["deploy"], ["deploy", "--auth", "iam"]),
      argv: ["rollback", "--auth", "none", "--yes"],
      without: ["dynamodb:TagResource"],
    },
  ],
  destroy: [
    { given: fullBucket, argv: ["destroy", "--yes"] },
    { given: obsoleteFunction, argv: ["destroy", "--yes"], without: REMOVING },
    { given: PROTECTED, argv: ["destroy", "--confirm", "todo-api-dev"], without: DESCRIBING },
    { given: PROTECTED, argv: ["destroy", "--confirm", "todo-api-dev"], without: PROTECTING },
    { given: DEPLOYED, argv: ["destroy", "--yes"], without: ["logs:DeleteLogGroup"] },
    { given: DEPLOYED, argv: ["destroy", "--yes", "--keep-data"], without: ["dynamodb:TagResource"] },
  ],
  orphans: [
    { given: orphaned, argv: ORPHANS },
    { given: orphaned, argv: ORPHANS, without: DESCRIBING },
    { given: orphaned, argv: ORPHANS, without: PROTECTING },
    { given: orphaned, argv: ORPHANS, without: ["logs:DeleteLogGroup"] },
    { given: duplicateApi, argv: ["orphans", "--remove", "--yes"], without: ["apigateway:DELETE"] },
  ],
  items: ["list", "clear --yes"].map((words) => ({
    given: DEPLOYED,
    argv: ["items", ...words.split(" ")],
    asAws: true,
    exit: EXIT.api,
  })),
  key: [
    { given: KEYED, argv: ["key", "show"] },
    // Each rotation that fails after these creates a new key, whose ID no statement has yet.
    ...["POST", "PATCH", "PUT"].map((verb) => ({
      given: KEYED,
      argv: ["key", "rotate"],
      without: [`apigateway:${verb}`],
    })),
    { given: KEYED, argv: ["key", "revoke", "--all", "--yes"], without: ["apigateway:DELETE", "apigateway:PATCH"] },
  ],
  logs: [{ given: DEPLOYED, argv: ["logs", "--since", "1h"] }],
};

test.each(
  Object.entries(SITUATIONS).flatMap(([command, situations]) =>
    POLICY_COMMANDS.filter((one) => one === command).map((one) => [one, situations] as const),
  ),
)(
  "the policy of %s contains exactly the statements that its own errors print",
  async (command, situations) => {
    const { Statement } = JSON.parse(policyFor(local, command));
    const printed: PrintedStatement[] = [];
    for (const { given, argv, without, ...growth } of situations) {
      await restart();
      await given?.();
      const start = without && withoutActions(Statement, without);
      printed.push(...(await growPolicy(local, argv, { ...growth, start })));
    }
    expect(unprinted(Statement, printed).filter((one) => one !== QUIET)).toEqual([]);
    const more = printed.filter((one) => unprinted([one], Statement).length > 0);
    expect(more.filter(({ Resource }) => !Resource.some(isTagOfApi))).toEqual([]);
  },
  120_000,
);

/** Needed only for a better error: if the account's public access block is unreadable, S3 itself rejects the policy. */
const QUIET = "WebsiteOfAccount s3:GetAccountPublicAccessBlock";

function withoutActions(granted: readonly Grant[], actions: readonly string[]): readonly object[] {
  const rest = granted.map((one) => ({ ...one, Action: one.Action.filter((action) => !actions.includes(action)) }));
  return rest.filter(({ Action }) => Action.length > 0);
}

function of(service: string, operations: string): readonly string[] {
  return operations.split(" ").map((operation) => `${service}:${operation}`);
}

async function restart(): Promise<void> {
  await local.stop();
  local = await startTestCloud();
  administrator = await connect(local);
}

async function olderRelease(): Promise<void> {
  const older = packageNamed("older");
  await deployPackage(administrator, older.root);
  older.remove();
  ageApi(local);
}

/** Two releases with different code, models, and permissions of a role. */
async function twoReleases(): Promise<void> {
  await olderRelease();
  await asAdministrator(["deploy", "--no-allow-clear"], ["deploy", "--model", "customer", "--allow-clear"])();
}

async function changedRelease(): Promise<void> {
  await twoReleases();
  await change();
}

async function lostRole(): Promise<void> {
  await twoReleases();
  await deleteRole(administrator.iam, ROLE);
}

/** More versions of a function than are kept. */
async function manyReleases(): Promise<void> {
  for (const model of ["todo", "customer", "todo", "customer"]) await asAdministrator(["deploy", "--model", model])();
  for (const name of ["one", "two", "three", "four", "five"]) {
    const other = packageNamed(name);
    await deployPackage(administrator, other.root);
    other.remove();
  }
}

async function changedOutside(): Promise<void> {
  await DEPLOYED();
  await change();
}

async function withoutRole(): Promise<void> {
  await DEPLOYED();
  await deleteRole(administrator.iam, ROLE);
  await deleteRole(administrator.iam, SHARED_ROLE);
}

/** One change of each kind that has its own call. */
async function change(): Promise<void> {
  const { iam, lambda, s3 } = administrator;
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new UpdateRoleCommand({ RoleName: ROLE, Description: "?" }));
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument }));
  await iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: tagsOf({ "todo-api:version": "0.0.0-old" }) }));
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: FUNCTION, ReservedConcurrentExecutions: 0 }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "stray.txt", Body: "stray" }));
  await s3.send(
    new PutBucketTaggingCommand({
      Bucket: BUCKET,
      Tagging: { TagSet: tagsOf({ "todo-api:app": "todo-api", "todo-api:stage": "dev" }) },
    }),
  );
}

async function fullBucket(): Promise<void> {
  await DEPLOYED();
  await administrator.s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "unfinished" }));
}

/** A second API with the stack's tags, as after two concurrent first deploys. */
async function duplicateApi(): Promise<void> {
  await DEPLOYED();
  const { tags } = apiRecord({ cloud: administrator, test: local });
  await administrator.apigateway.send(
    new CreateRestApiCommand({ name: "todo-api-dev", tags, endpointConfiguration: { types: ["REGIONAL"] } }),
  );
}

/** A table policy that was set outside todo-api. */
async function otherTablePolicy(): Promise<void> {
  await DEPLOYED();
  const ResourceArn = tableArn(administrator, "todo-api-dev");
  const Principal = { AWS: administrator.account };
  const statement = { Effect: "Allow", Principal, Action: "dynamodb:GetItem", Resource: ResourceArn };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await administrator.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
}

function boundary(): Promise<void> {
  return asAdministrator(["deploy", "--permissions-boundary", BOUNDARY])();
}

/** A function with another action, as an earlier version left it, whose role has additional policies. */
async function obsoleteFunction(): Promise<void> {
  await DEPLOYED();
  await addSearchFunction({ cloud: administrator, test: local });
  await addPolicies("todo-api-dev-search-eu-west-1");
  await addPolicies(SHARED_ROLE);
}

async function addPolicies(RoleName: string): Promise<void> {
  const { iam } = administrator;
  const statement = { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument }));
  const PolicyArn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

async function orphaned(): Promise<void> {
  await asAdministrator(["deploy", "--protect"])();
  await addPolicies(ROLE);
  await addPolicies(SHARED_ROLE);
  await administrator.s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: "unfinished" }));
  await stackFor(administrator).restApi.remove?.();
}
