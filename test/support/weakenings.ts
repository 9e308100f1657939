import { DeleteStageCommand, type PatchOperation, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import {
  DeleteResourcePolicyCommand,
  DeleteRetentionPolicyCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteResourcePolicyCommand as DeleteTablePolicyCommand,
  PutResourcePolicyCommand as PutTablePolicyCommand,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  TagResourceCommand as TagFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { PutBucketPolicyCommand, PutBucketTaggingCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import {
  type Account,
  apiRecord,
  BUCKET,
  FUNCTION,
  FUNCTION_ARN,
  functionRecord,
  GROUP,
  GROUP_ARN,
  NAME,
  ROLE,
  TABLE_ARN,
  tagsOf,
} from "./drifts/drift.ts";
import { tableRecord } from "./drifts/table-drifts.ts";
import { TEST_STACK } from "./stack.ts";

/** A change outside todo-api that makes a deployed stack less secure, and the controls that must fail then. */
export interface Weakening {
  readonly what: string;
  /** The IDs of the controls that fail; all others pass. */
  readonly controls: readonly string[];
  weaken(at: Account): Promise<unknown>;
  /** Restores what a deploy does not restore. */
  restore?(at: Account): Promise<unknown>;
}

/** Every control that the stack meets fails after at least one of these changes. */
export const WEAKENINGS: readonly Weakening[] = [
  {
    what: "the access log was turned off",
    controls: ["CKV_AWS_76"],
    weaken: (at) => updateStage(at, { op: "remove", path: "/accessLogSettings" }),
  },
  {
    what: "the access log is not JSON",
    controls: ["CKV_AWS_76"],
    weaken: (at) => setLogFormat(at, "$context.requestId $context.status"),
  },
  {
    what: "the access log contains the caller's API key",
    controls: ["cloudwatch_log_group_no_secrets_in_logs"],
    weaken: (at) => setLogFormat(at, '{"id":"$context.requestId","key":"$context.identity.apiKey"}'),
  },
  {
    what: "the bodies of one method are logged",
    controls: ["CKV_AWS_276"],
    weaken: (at) => updateStage(at, { op: "replace", path: "/~1items/GET/logging/dataTrace", value: "true" }),
    restore: (at) => updateStage(at, { op: "replace", path: "/~1items/GET/logging/dataTrace", value: "false" }),
  },
  {
    what: "the stage has a variable with a token",
    controls: ["apigateway_restapi_no_secrets_in_stage_variables"],
    weaken: (at) => updateStage(at, { op: "replace", path: "/variables/apiToken", value: "abc" }),
  },
  {
    what: "methods of an API with --auth iam are open",
    controls: ["CKV_AWS_59"],
    weaken: (at) => setSetting(at, "auth", "iam"),
    restore: (at) => setSetting(at, "auth", "none"),
  },
  {
    what: "a stack with --auth api-key has no usage plan, and open methods",
    controls: ["CKV_AWS_59", "W64"],
    weaken: (at) => setSetting(at, "auth", "api-key"),
    restore: (at) => setSetting(at, "auth", "none"),
  },
  {
    what: "the stage was deleted",
    controls: ["CKV_AWS_76", "CKV_AWS_217"],
    weaken: (at) =>
      at.cloud.apigateway.send(new DeleteStageCommand({ restApiId: apiRecord(at).id, stageName: TEST_STACK.stage })),
  },
  {
    what: "everyone may invoke a function",
    controls: ["Lambda.1", "CKV_AWS_364"],
    weaken: ({ cloud }) => cloud.lambda.send(permission({ Principal: "*" })),
  },
  {
    what: "another account may invoke a function",
    controls: ["Lambda.1", "CKV_AWS_364"],
    weaken: ({ cloud }) => cloud.lambda.send(permission({ Principal: "123456789012" })),
  },
  {
    what: "another service may invoke a function",
    controls: ["Lambda.1", "CKV_AWS_364"],
    weaken: (at) =>
      at.cloud.lambda.send(
        permission({
          Principal: "events.amazonaws.com",
          SourceAccount: at.test.account,
          SourceArn: RULE_ARN,
        }),
      ),
  },
  {
    what: "an API of any account may invoke a function",
    controls: ["Lambda.1"],
    weaken: (at) => at.cloud.lambda.send(permission({ SourceArn: sourceArn(at) })),
  },
  {
    what: "every API of the account may invoke a function",
    controls: ["CKV_AWS_364"],
    weaken: ({ cloud, test }) => cloud.lambda.send(permission({ SourceAccount: test.account })),
  },
  {
    what: "every method and path of the API may invoke a function",
    controls: ["CKV_AWS_364"],
    weaken: (at) =>
      at.cloud.lambda.send(permission({ SourceAccount: at.test.account, SourceArn: sourceArn(at, "*/*") })),
  },
  {
    what: "another API of the account may invoke a function",
    controls: ["CKV_AWS_364"],
    weaken: (at) =>
      at.cloud.lambda.send(
        permission({
          SourceAccount: at.test.account,
          SourceArn: sourceArn(at).replace(apiRecord(at).id, "a1b2c3d4e5"),
        }),
      ),
  },
  {
    what: "another stage of the API may invoke a function",
    controls: ["CKV_AWS_364"],
    weaken: (at) =>
      at.cloud.lambda.send(
        permission({
          SourceAccount: at.test.account,
          SourceArn: sourceArn(at).replace(`/${TEST_STACK.stage}/`, "/other/"),
        }),
      ),
  },
  {
    what: "API Gateway may read the code of a function",
    controls: ["W24"],
    weaken: (at) =>
      at.cloud.lambda.send(
        permission({ Action: "lambda:GetFunction", SourceAccount: at.test.account, SourceArn: sourceArn(at) }),
      ),
  },
  {
    what: "everyone may invoke an alias of a function",
    controls: ["Lambda.1", "CKV_AWS_364"],
    async weaken({ cloud }) {
      const FunctionVersion = await publish(cloud);
      await cloud.lambda.send(new CreateAliasCommand({ FunctionName: FUNCTION, Name: "live", FunctionVersion }));
      await cloud.lambda.send(permission({ Principal: "*", Qualifier: "live" }));
    },
    restore: ({ cloud }) => cloud.lambda.send(new DeleteAliasCommand({ FunctionName: FUNCTION, Name: "live" })),
  },
  {
    what: "another account may read a version of a function",
    controls: ["Lambda.1", "CKV_AWS_364", "W24"],
    async weaken({ cloud }) {
      const Qualifier = await publish(cloud);
      await cloud.lambda.send(permission({ Action: "lambda:GetFunction", Principal: "123456789012", Qualifier }));
    },
    restore: async ({ cloud }) =>
      cloud.lambda.send(new RemovePermissionCommand({ ...STATEMENT, Qualifier: await publish(cloud) })),
  },
  {
    what: "a function has an old runtime",
    controls: ["Lambda.2"],
    async weaken(at) {
      Object.assign(functionRecord(at, "read"), { runtime: "nodejs18.x" });
    },
  },
  {
    what: "a function runs another function's code",
    controls: ["awslambda_function_no_secrets_in_code"],
    weaken(at) {
      const ZipFile = at.test.cloud.blobs.get(functionRecord(at, "create").code.sha256);
      return at.cloud.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }));
    },
  },
  {
    what: "a function's environment has a variable with a password",
    controls: ["CKV_AWS_45"],
    weaken: (at) => setVariables(at, { DB_PASSWORD: "x" }),
  },
  {
    what: "a function's environment has an access key",
    controls: ["CKV_AWS_45"],
    weaken: (at) => setVariables(at, { MODE: "AKIAIOSFODNN7EXAMPLE" }),
  },
  {
    what: "a function's tags name another stack",
    controls: ["Lambda.6"],
    weaken: ({ cloud }) => cloud.lambda.send(new TagFunctionCommand({ Resource: FUNCTION_ARN, Tags: OTHER_STAGE })),
    restore: ({ cloud }) => cloud.lambda.send(new TagFunctionCommand({ Resource: FUNCTION_ARN, Tags: OWN_STAGE })),
  },
  {
    what: "another service may assume a role",
    controls: ["CKV_AWS_60"],
    weaken: (at) => putTrustPolicy(at, { Principal: { Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] } }),
  },
  {
    what: "another account may assume a role",
    controls: ["CKV_AWS_60"],
    weaken: (at) => putTrustPolicy(at, { Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
  },
  {
    what: "everyone may assume a role",
    controls: ["CKV_AWS_60"],
    weaken: (at) => putTrustPolicy(at, { Principal: "*" }),
  },
  {
    what: "Lambda may assume a role for any account",
    controls: ["iam_role_cross_service_confused_deputy_prevention"],
    weaken: (at) => putTrustPolicy(at, { Condition: undefined }),
  },
  {
    what: "a role may do everything",
    controls: ["IAM.1", "CKV_AWS_355", "CKV_AWS_286"],
    weaken: (at) => putPolicy(at, "by-hand", { Action: "*", Resource: "*" }),
    restore: (at) => deletePolicy(at, "by-hand"),
  },
  {
    what: "a role may make every call to the table",
    controls: ["IAM.21", "CKV_AWS_286"],
    weaken: (at) => putPolicy(at, "by-hand", { Action: "dynamodb:*", Resource: TABLE_ARN }),
    restore: (at) => deletePolicy(at, "by-hand"),
  },
  {
    what: "a role may perform every action but one",
    controls: ["IAM.21", "CKV_AWS_286"],
    weaken: (at) => putPolicy(at, "by-hand", { NotAction: "iam:CreateUser", Resource: TABLE_ARN }),
    restore: (at) => deletePolicy(at, "by-hand"),
  },
  {
    what: "a role may read every table",
    controls: ["CKV_AWS_355", "CKV_AWS_286"],
    weaken: (at) => putPolicy(at, "by-hand", { Action: "dynamodb:GetItem", Resource: "*" }),
    restore: (at) => deletePolicy(at, "by-hand"),
  },
  {
    what: "a role may delete its table",
    controls: ["CKV_AWS_286"],
    weaken: (at) => putPolicy(at, "by-hand", { Action: "dynamodb:DeleteTable", Resource: TABLE_ARN }),
    restore: (at) => deletePolicy(at, "by-hand"),
  },
  {
    what: "a role may no longer write to its log group",
    controls: ["W58"],
    weaken: ({ cloud }) =>
      cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege" })),
  },
  {
    what: "a managed policy is attached to a role",
    controls: ["CKV_AWS_274"],
    weaken: ({ cloud }) => cloud.iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: MANAGED })),
    restore: ({ cloud }) => cloud.iam.send(new DetachRolePolicyCommand({ RoleName: ROLE, PolicyArn: MANAGED })),
  },
  {
    what: "a role's tags name another stack",
    controls: ["IAM.24"],
    weaken: ({ cloud }) => cloud.iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: tagsOf(OTHER_STAGE) })),
    restore: ({ cloud }) => cloud.iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: tagsOf(OWN_STAGE) })),
  },
  {
    what: "the table has provisioned capacity",
    controls: ["DynamoDB.1"],
    // UpdateTable of the local cloud, unlike that of AWS, cannot provision capacity.
    async weaken(at) {
      tableRecord(at).billing = { mode: "PROVISIONED", readUnits: 1, writeUnits: 1 };
    },
  },
  {
    what: "another account may read the table",
    controls: ["dynamodb_table_cross_account_access"],
    weaken: (at) => putTablePolicy(at, { AWS: "arn:aws:iam::123456789012:root" }),
    restore: ({ cloud }) => cloud.dynamodb.send(new DeleteTablePolicyCommand({ ResourceArn: TABLE_ARN })),
  },
  {
    what: "all accounts in an organization may read the table",
    controls: ["dynamodb_table_cross_account_access"],
    weaken: (at) => putTablePolicy(at, "*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }),
    restore: ({ cloud }) => cloud.dynamodb.send(new DeleteTablePolicyCommand({ ResourceArn: TABLE_ARN })),
  },
  {
    what: "the table's tags name another stack",
    controls: ["DynamoDB.5"],
    weaken: ({ cloud }) =>
      cloud.dynamodb.send(new TagResourceCommand({ ResourceArn: TABLE_ARN, Tags: tagsOf(OTHER_STAGE) })),
    restore: ({ cloud }) =>
      cloud.dynamodb.send(new TagResourceCommand({ ResourceArn: TABLE_ARN, Tags: tagsOf(OWN_STAGE) })),
  },
  {
    what: "point-in-time recovery was turned off",
    controls: ["DynamoDB.2"],
    weaken: ({ cloud }) =>
      cloud.dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName: NAME,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      ),
  },
  {
    what: "deletion protection was turned off",
    controls: ["DynamoDB.6"],
    weaken: ({ cloud }) =>
      cloud.dynamodb.send(new UpdateTableCommand({ TableName: NAME, DeletionProtectionEnabled: false })),
  },
  {
    what: "a log group keeps its logs forever",
    controls: ["CKV_AWS_66"],
    weaken: ({ cloud }) => cloud.logs.send(new DeleteRetentionPolicyCommand({ logGroupName: GROUP })),
  },
  {
    what: "everyone may read a log group",
    controls: ["cloudwatch_log_group_not_publicly_accessible"],
    weaken: ({ cloud }) => cloud.logs.send(logPolicy("*")),
    restore: ({ cloud }) => cloud.logs.send(new DeleteResourcePolicyCommand({ policyName: "by-hand" })),
  },
  {
    what: "another account may read every log group",
    controls: ["cloudwatch_log_group_not_publicly_accessible"],
    weaken: ({ cloud }) => cloud.logs.send(logPolicy({ AWS: "123456789012" }, "*")),
    restore: ({ cloud }) => cloud.logs.send(new DeleteResourcePolicyCommand({ policyName: "by-hand" })),
  },
  {
    what: "everyone may write to the bucket",
    controls: ["S3.3", "S3.6"],
    weaken: (at) => putBucketPolicy(at, { Principal: "*", Action: "s3:PutObject", Resource: OBJECTS }),
  },
  {
    what: "another account has full access to the bucket's objects",
    controls: ["S3.3", "S3.6"],
    weaken: (at) =>
      putBucketPolicy(at, { Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "s3:*", Resource: OBJECTS }),
  },
  {
    what: "everyone may list the bucket",
    controls: ["S3.6"],
    weaken: (at) =>
      putBucketPolicy(at, { Principal: "*", Action: "s3:ListBucket", Resource: `arn:aws:s3:::${BUCKET}` }),
  },
  {
    what: "the bucket's tags name another stack",
    controls: ["s3_bucket_shadow_resource_vulnerability"],
    weaken: ({ cloud }) => tagBucket(cloud, "other"),
    restore: ({ cloud }) => tagBucket(cloud, TEST_STACK.stage),
  },
  {
    what: "public access control lists are no longer blocked",
    controls: ["S3.12"],
    weaken: ({ cloud }) => putPublicAccessBlock(cloud, { IgnorePublicAcls: true }),
  },
  {
    what: "public access control lists are no longer ignored",
    controls: ["S3.12"],
    weaken: ({ cloud }) => putPublicAccessBlock(cloud, { BlockPublicAcls: true }),
  },
  {
    what: "a stack without a website has a public bucket",
    controls: ["S3.2", "S3.5", "S3.8"],
    weaken: (at) => setSetting(at, "website", "none"),
    restore: (at) => setSetting(at, "website", "s3"),
  },
];

const OTHER_STAGE = { "todo-api:stage": "other" };
const OWN_STAGE = { "todo-api:stage": TEST_STACK.stage };
const MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs";
const RULE_ARN = "arn:aws:events:eu-west-1:000000000000:rule/nightly";
const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;

function updateStage(at: Account, operation: PatchOperation): Promise<unknown> {
  const restApiId = apiRecord(at).id;
  return at.cloud.apigateway.send(
    new UpdateStageCommand({ restApiId, stageName: TEST_STACK.stage, patchOperations: [operation] }),
  );
}

function setLogFormat(at: Account, value: string): Promise<unknown> {
  return updateStage(at, { op: "replace", path: "/accessLogSettings/format", value });
}

/** Changes the stack's setting, as if it had been given to the last deploy. */
function setSetting({ cloud }: Account, name: string, value: string): Promise<unknown> {
  return cloud.dynamodb.send(
    new TagResourceCommand({ ResourceArn: TABLE_ARN, Tags: tagsOf({ [`todo-api:${name}`]: value }) }),
  );
}

/** Publishes a version of the function; returns the latest one if nothing has changed since. */
async function publish({ lambda }: Account["cloud"]): Promise<string | undefined> {
  return (await lambda.send(new PublishVersionCommand({ FunctionName: FUNCTION }))).Version;
}

const STATEMENT = { FunctionName: FUNCTION, StatementId: "by-hand" };

function permission(more: Partial<AddPermissionCommandInput>): AddPermissionCommand {
  return new AddPermissionCommand({
    ...STATEMENT,
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    ...more,
  });
}

function sourceArn(at: Account, route = "GET/items"): string {
  return `arn:aws:execute-api:${at.cloud.region}:${at.test.account}:${apiRecord(at).id}/${TEST_STACK.stage}/${route}`;
}

function setVariables({ cloud }: Account, Variables: Record<string, string>): Promise<unknown> {
  return cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Environment: { Variables } }),
  );
}

/** Replaces the role's trust policy with one that trusts Lambda, except for this difference. */
function putTrustPolicy({ cloud, test }: Account, difference: object): Promise<unknown> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": test.account } },
    ...difference,
  };
  return cloud.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: policyOf(statement) }));
}

function putPolicy({ cloud }: Account, PolicyName: string, statement: object): Promise<unknown> {
  const PolicyDocument = policyOf({ Effect: "Allow", ...statement });
  return cloud.iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName, PolicyDocument }));
}

function deletePolicy({ cloud }: Account, PolicyName: string): Promise<unknown> {
  return cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName }));
}

function putTablePolicy({ cloud }: Account, Principal: unknown, Condition?: object): Promise<unknown> {
  const Policy = policyOf({ Effect: "Allow", Principal, Condition, Action: "dynamodb:GetItem", Resource: TABLE_ARN });
  return cloud.dynamodb.send(new PutTablePolicyCommand({ ResourceArn: TABLE_ARN, Policy }));
}

function logPolicy(Principal: unknown, Resource = `${GROUP_ARN}:*`): PutResourcePolicyCommand {
  const policyDocument = policyOf({ Effect: "Allow", Principal, Action: "logs:GetLogEvents", Resource });
  return new PutResourcePolicyCommand({ policyName: "by-hand", policyDocument });
}

function putBucketPolicy({ cloud }: Account, statement: object): Promise<unknown> {
  const Policy = policyOf({ Effect: "Allow", ...statement });
  return cloud.s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
}

function tagBucket(cloud: Account["cloud"], stage: string): Promise<unknown> {
  const TagSet = tagsOf({ "todo-api:app": TEST_STACK.app, "todo-api:stage": stage });
  return cloud.s3.send(new PutBucketTaggingCommand({ Bucket: BUCKET, Tagging: { TagSet } }));
}

function putPublicAccessBlock(cloud: Account["cloud"], PublicAccessBlockConfiguration: object): Promise<unknown> {
  return cloud.s3.send(new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration }));
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
