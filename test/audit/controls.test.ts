import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import type { AuditedStack, Control, Evaluation } from "../../src/audit/control.ts";
import { ALL_CONTROLS, CONTROL_BY_RULE, CONTROLS } from "../../src/audit/controls.ts";
import { UnreadableFact } from "../../src/audit/fact.ts";
import type {
  ApiFacts,
  BucketFacts,
  FunctionFacts,
  LogGroupFacts,
  RoleFacts,
  TableFacts,
} from "../../src/audit/facts.ts";
import { statementsIn } from "../../src/audit/statements.ts";
import { tableArn, tableName } from "../../src/aws/names.ts";
import { resolveSettings } from "../../src/config/stack-settings.ts";
import { TEST_REGION } from "../support/local-cloud.ts";
import { TEST_STACK } from "../support/stack.ts";

/** The rules of Security Hub, Control Tower, checkov, cfn-nag and prowler for the resources of a stack. */
const RULES = `
  APIGateway.1 APIGateway.2 APIGateway.3 APIGateway.4 APIGateway.5 APIGateway.9
  CKV2_AWS_4 CKV2_AWS_29 CKV2_AWS_51 CKV2_AWS_53 CKV2_AWS_70 CKV2_AWS_77
  CKV_AWS_59 CKV_AWS_73 CKV_AWS_76 CKV_AWS_120 CKV_AWS_206 CKV_AWS_217 CKV_AWS_225 CKV_AWS_237 CKV_AWS_276
  W45 W59 W62 W64 W68 W69
  apigateway_restapi_logging_enabled apigateway_restapi_cache_encrypted apigateway_restapi_tracing_enabled
  apigateway_restapi_client_certificate_enabled apigateway_restapi_waf_acl_attached
  apigateway_restapi_authorizers_enabled apigateway_restapi_public_with_authorizer apigateway_restapi_public
  apigateway_restapi_no_secrets_in_stage_variables

  Lambda.1 Lambda.2 Lambda.3 Lambda.5 Lambda.6 Lambda.7
  CKV_AWS_45 CKV_AWS_50 CKV_AWS_115 CKV_AWS_116 CKV_AWS_117 CKV_AWS_173 CKV_AWS_272 CKV_AWS_301 CKV_AWS_363 CKV_AWS_364
  F13 W24 W58 W89 W92
  awslambda_function_not_publicly_accessible awslambda_function_using_supported_runtimes
  awslambda_function_no_secrets_in_variables awslambda_function_no_secrets_in_code awslambda_function_inside_vpc
  awslambda_function_vpc_multi_az awslambda_function_no_dead_letter_queue awslambda_function_url_public
  awslambda_function_env_vars_not_encrypted_with_cmk awslambda_function_using_cross_account_layers

  IAM.1 IAM.21 IAM.24
  CKV_AWS_60 CKV_AWS_61 CKV_AWS_62 CKV_AWS_63 CKV_AWS_274 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288 CKV_AWS_289 CKV_AWS_290
  CKV_AWS_355
  F2 F3 F38 W11 W12 W13 W14 W15
  iam_inline_policy_no_administrative_privileges iam_inline_policy_allows_privilege_escalation
  iam_inline_policy_no_full_access_to_cloudtrail iam_inline_policy_no_full_access_to_kms
  iam_role_cross_service_confused_deputy_prevention

  DynamoDB.1 DynamoDB.2 DynamoDB.4 DynamoDB.5 DynamoDB.6
  CKV2_AWS_16 CKV_AWS_28 CKV_AWS_119
  W73 W74 W78
  dynamodb_table_autoscaling_enabled dynamodb_tables_pitr_enabled dynamodb_table_deletion_protection_enabled
  dynamodb_table_cross_account_access

  CloudWatch.15 CloudWatch.16 CloudWatch.17 CT.CLOUDWATCH.PR.2
  CKV_AWS_66 CKV_AWS_158 CKV_AWS_338
  W84 W86
  cloudwatch_log_group_retention_policy_specific_days_enabled
  cloudwatch_log_group_no_secrets_in_logs cloudwatch_log_group_not_publicly_accessible

  S3.1 S3.2 S3.3 S3.5 S3.6 S3.7 S3.8 S3.9 S3.10 S3.11 S3.12 S3.13 S3.14 S3.15 S3.17 S3.20
  CKV2_AWS_6 CKV2_AWS_61 CKV2_AWS_62 CKV2_AWS_65
  CKV_AWS_18 CKV_AWS_19 CKV_AWS_21 CKV_AWS_53 CKV_AWS_54 CKV_AWS_55 CKV_AWS_56 CKV_AWS_57 CKV_AWS_70 CKV_AWS_143
  CKV_AWS_144 CKV_AWS_145
  F14 F16 W35 W41
  s3_bucket_public_write_acl s3_bucket_acl_prohibited s3_bucket_default_encryption s3_bucket_cross_account_access
  s3_bucket_shadow_resource_vulnerability s3_bucket_level_public_access_block s3_bucket_public_access
  s3_bucket_secure_transport_policy s3_bucket_public_list_acl s3_account_level_public_access_blocks
  s3_bucket_object_versioning s3_bucket_no_mfa_delete s3_bucket_lifecycle_enabled s3_bucket_kms_encryption
  s3_bucket_cross_region_replication s3_bucket_object_lock s3_bucket_server_access_logging_enabled
  s3_bucket_event_notifications_enabled
`
  .trim()
  .split(/\s+/);

test("every rule belongs to one control", () => {
  expect(RULES.filter((rule) => !CONTROL_BY_RULE.has(rule))).toEqual([]);
  const all = ALL_CONTROLS.flatMap(({ id, rules }) => [id, ...rules]);
  expect(all.filter((rule, index) => all.indexOf(rule) !== index)).toEqual([]);
});

test("every control reads a fact, except those whose reason states that they read none", () => {
  const withoutFacts = [
    ...resultsWithoutFacts(CONTROLS.apis, API),
    ...resultsWithoutFacts(CONTROLS.functions, FUNCTION),
    ...resultsWithoutFacts(CONTROLS.roles, ROLE),
    ...resultsWithoutFacts(CONTROLS.tables, TABLE),
    ...resultsWithoutFacts(CONTROLS.logGroups, LOG_GROUP),
    ...resultsWithoutFacts(CONTROLS.buckets, BUCKET),
  ];
  expect(withoutFacts).toEqual([
    {
      verdict: "accepted",
      reason: expect.stringContaining("audit does not check others"),
      alternative: expect.any(String),
    },
  ]);
});

// The local cloud has neither caches nor client certificates nor web ACLs.
test.each([
  ["APIGateway.5", { cacheClusterEnabled: true, methodSettings: { "*/*": { cachingEnabled: true } } }, "fail"],
  [
    "APIGateway.5",
    { cacheClusterEnabled: true, methodSettings: { "*/*": { cachingEnabled: true, cacheDataEncrypted: true } } },
    "pass",
  ],
  ["CKV_AWS_120", { cacheClusterEnabled: true }, "pass"],
  ["CKV_AWS_120", {}, "accepted"],
  ["APIGateway.1", { methodSettings: { "*/*": { loggingLevel: "ERROR" } } }, "pass"],
  ["APIGateway.2", { clientCertificateId: "a1b2c3" }, "pass"],
  ["APIGateway.4", { webAclArn: "arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/one/1" }, "pass"],
  ["APIGateway.4", {}, "accepted"],
] as const)("%s evaluates the stage %j: %s", (id, stage, verdict) => {
  expect(controlOf(CONTROLS.apis, id).evaluate({ ...API, stage: () => stage }, STACK)).toMatchObject({ verdict });
});

test.each([
  ["HTTP_PROXY", "fail"],
  ["AWS_PROXY", "not-applicable"],
] as const)("APIGateway.2 evaluates a method with a backend of the type %s: %s", (type, verdict) => {
  const resources = () => [{ resourceMethods: { GET: { methodIntegration: { type } } } }];
  expect(controlOf(CONTROLS.apis, "APIGateway.2").evaluate({ ...API, resources }, STACK)).toMatchObject({ verdict });
});

const JSON_WEB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl";

test.each([
  ["DB_PASS", "x", "fail"],
  ["pwd", "x", "fail"],
  ["SIGNING_KEY", "x", "fail"],
  ["URL", "postgres://me:hunter2@db.example.com/items", "fail"],
  ["URL", "redis://:hunter2@cache.example.com", "fail"],
  ["HEADER", `Bearer ${JSON_WEB_TOKEN}`, "fail"],
  ["BOT", ["xoxb", "1234567890", "abcdefghij"].join("-"), "fail"],
  ["PASSENGERS", "3", "pass"],
  ["URL", "https://example.com:8443/a@b?c=d:e@f", "pass"],
  ["KEYBOARD", "de", "pass"],
])("CKV_AWS_45 evaluates the variable %s=%s: %s", (name, value, verdict) => {
  const configuration = () => ({ Environment: { Variables: { [name]: value } } });
  const { evaluate } = controlOf(CONTROLS.functions, "CKV_AWS_45");
  expect(evaluate({ ...FUNCTION, configuration }, STACK)).toMatchObject({ verdict });
});

// The local cloud's functions have none of these settings.
test.each<[string, FunctionConfiguration, string]>([
  ["Lambda.3", { VpcConfig: { VpcId: "vpc-1", SubnetIds: ["subnet-1"] } }, "pass"],
  ["Lambda.3", { VpcConfig: { VpcId: "" } }, "accepted"],
  ["Lambda.5", {}, "not-applicable"],
  ["Lambda.5", { VpcConfig: { VpcId: "vpc-1", SubnetIds: ["subnet-1"] } }, "accepted"],
  [
    "awslambda_function_using_cross_account_layers",
    { Layers: [{ Arn: "arn:aws:lambda:eu-west-1:123456789012:layer:agent:1" }] },
    "fail",
  ],
  [
    "awslambda_function_using_cross_account_layers",
    { Layers: [{ Arn: "arn:aws:lambda:eu-west-1:000000000000:layer:own:1" }] },
    "pass",
  ],
  ["CKV_AWS_116", { DeadLetterConfig: { TargetArn: "arn:aws:sqs:eu-west-1:000000000000:failed" } }, "pass"],
  ["CKV_AWS_116", {}, "accepted"],
  ["CKV_AWS_272", { SigningProfileVersionArn: "arn:aws:signer:eu-west-1:000000000000:/signing-profiles/a/b" }, "pass"],
  ["CKV_AWS_272", {}, "accepted"],
])("%s evaluates the function %j: %s", (id, configuration, verdict) => {
  const facts = { ...FUNCTION, configuration: () => configuration };
  expect(controlOf(CONTROLS.functions, id).evaluate(facts, STACK)).toMatchObject({ verdict });
});

const TABLE_ARN = tableArn({ region: TEST_REGION, account: "000000000000" }, tableName(TEST_STACK));
const LOG_ARN = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one";

test.each([
  ["IAM.1", "fail", { Action: "*:*", Resource: "*" }],
  ["IAM.1", "pass", { NotAction: "*", Resource: "*" }],
  ["IAM.21", "fail", { NotAction: "iam:CreateUser", Resource: "*" }],
  ["CKV_AWS_355", "fail", { Action: "dynamodb:GetItem", NotResource: TABLE_ARN }],
  ["CKV_AWS_286", "pass", { Action: "dynamodb:GetItem", Resource: TABLE_ARN }],
  ["CKV_AWS_286", "fail", { NotAction: "dynamodb:GetItem", Resource: TABLE_ARN }],
  ["CKV_AWS_286", "fail", { Action: "dynamodb:GetItem", NotResource: TABLE_ARN }],
  ["W58", "fail", { NotAction: "logs:*", Resource: "*" }],
  ["W58", "pass", { NotAction: "iam:*", Resource: "*" }],
  ["W58", "fail", { Action: "logs:*", NotResource: `${LOG_ARN}:*` }],
  ["W58", "pass", { Action: "logs:*", NotResource: TABLE_ARN }],
])("%s evaluates a role: %s with %j", (id, verdict, statement) => {
  const facts = { ...ROLE, logGroups: ["/aws/lambda/one"] };
  const inline = () => ({ "by-hand": statementsIn(policyOf({ Effect: "Allow", ...statement })) });
  expect(controlOf(CONTROLS.roles, id).evaluate({ ...facts, inline }, STACK)).toMatchObject({ verdict });
});

test.each([
  ["the group", "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one:*", "fail"],
  ["the group without :*", "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one", "fail"],
  ["its streams", "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one:log-stream:*", "fail"],
  ["another group", "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one-more:*", "pass"],
])("cloudwatch_log_group_not_publicly_accessible evaluates a policy for %s", (_name, Resource, verdict) => {
  const arn = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/one:*";
  const open = { Effect: "Allow", Principal: "*", Action: "logs:*", Resource };
  const facts = { group: () => ({ arn }), resourcePolicies: () => ({ open: statementsIn(policyOf(open)) }) };
  const control = controlOf(CONTROLS.logGroups, "cloudwatch_log_group_not_publicly_accessible");
  expect(control.evaluate({ ...LOG_GROUP, ...facts }, STACK)).toMatchObject({ verdict });
});

test("reads a policy with a percent sign as API Gateway escapes it", () => {
  const policy = policyOf({ Effect: "Allow", Condition: { StringLike: { "aws:UserAgent": "100%" } } });
  expect(statementsIn(JSON.stringify(policy).slice(1, -1))).toMatchObject([{ isAllow: true }]);
});

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

// The local cloud's buckets have the configuration of a new bucket.
test.each([
  ["CKV_AWS_19", "pass", { encryption: () => ({ SSEAlgorithm: "AES256" }) }],
  ["S3.17", "accepted", { encryption: () => ({ SSEAlgorithm: "AES256" }) }],
  ["S3.17", "pass", { encryption: () => ({ SSEAlgorithm: "aws:kms" }) }],
  ["S3.14", "accepted", { versioning: () => ({ Status: "Suspended" }) }],
  ["S3.14", "pass", { versioning: () => ({ Status: "Enabled" }) }],
  ["S3.20", "not-applicable", { versioning: () => ({}) }],
  ["S3.20", "accepted", { versioning: () => ({ Status: "Enabled" }) }],
  ["S3.20", "pass", { versioning: () => ({ Status: "Enabled", MFADelete: "Enabled" }) }],
  ["S3.13", "accepted", { lifecycle: () => [] }],
  ["S3.13", "pass", { lifecycle: () => [{ Status: "Enabled" }] }],
  ["S3.10", "not-applicable", { versioning: () => ({}) }],
  ["S3.10", "accepted", { versioning: () => ({ Status: "Enabled" }) }],
  ["S3.10", "pass", { versioning: () => ({ Status: "Enabled" }), lifecycle: () => [{ Status: "Enabled" }] }],
  ["S3.7", "accepted", { replication: () => undefined }],
  ["S3.7", "pass", { replication: () => ({ Role: "arn:aws:iam::000000000000:role/copy", Rules: [] }) }],
  ["S3.15", "accepted", { objectLock: () => undefined }],
  ["S3.15", "pass", { objectLock: () => ({ ObjectLockEnabled: "Enabled" }) }],
  ["S3.9", "accepted", { logging: () => undefined }],
  ["S3.9", "pass", { logging: () => ({ TargetBucket: "logs", TargetPrefix: "" }) }],
  ["S3.11", "accepted", { notifications: () => ({}) }],
  ["S3.11", "pass", { notifications: () => ({ EventBridgeConfiguration: {} }) }],
  ["S3.1", "accepted", { accountBlock: () => ({ BlockPublicAcls: true }) }],
  ["S3.5", "pass", { policy: () => statementsIn(denyingPlainHttp({ Action: "s3:*" })) }],
  ["S3.5", "accepted", { policy: () => statementsIn(denyingPlainHttp({ NotAction: "*" })) }],
  ["S3.3", "pass", { policy: () => statementsIn(allowing("000000000000")) }],
  ["S3.3", "fail", { policy: () => statementsIn(allowing("123456789012")) }],
] as const satisfies readonly (readonly [string, string, Partial<BucketFacts>])[])(
  "%s evaluates a bucket: %s (case %#)",
  (id, verdict, difference) => {
    expect(controlOf(CONTROLS.buckets, id).evaluate({ ...BUCKET, ...difference }, STACK)).toMatchObject({ verdict });
  },
);

const STACK: AuditedStack = {
  name: TEST_STACK,
  settings: resolveSettings({}, TEST_STACK),
  region: TEST_REGION,
  account: "000000000000",
};

const API: ApiFacts = {
  api: () => ({ id: "abc" }),
  stage: () => ({}),
  methods: () => ({}),
  resources: () => [],
  usagePlans: () => [],
};

const FUNCTION: FunctionFacts = {
  action: "read",
  configuration: () => ({}),
  tags: () => ({}),
  reservedConcurrency: () => undefined,
  policy: () => [],
  apiIds: () => [],
};

const ROLE: RoleFacts = {
  name: "role",
  isExisting: false,
  trust: () => [],
  tags: () => ({}),
  inline: () => ({}),
  attached: () => [],
  logGroups: ["group"],
};

const TABLE: TableFacts = {
  table: () => ({}),
  tags: () => ({}),
  pointInTimeRecovery: () => false,
  policy: () => [],
};

const LOG_GROUP: LogGroupFacts = { group: () => ({}), resourcePolicies: () => ({}) };

const BUCKET: BucketFacts = {
  tags: () => ({}),
  block: () => ({}),
  accountBlock: () => ({}),
  policy: () => [],
  ownership: () => undefined,
  versioning: () => ({}),
  encryption: () => undefined,
  lifecycle: () => [],
  replication: () => undefined,
  objectLock: () => undefined,
  logging: () => undefined,
  notifications: () => ({}),
};

/** The results of controls that do not read any fact. */
function resultsWithoutFacts<Facts extends object>(
  controls: readonly Control<Facts>[],
  facts: Facts,
): readonly Evaluation[] {
  const denied = new Proxy(facts, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? deny : value;
    },
  });
  return controls.flatMap((control) => {
    try {
      return [control.evaluate(denied, STACK)];
    } catch (error) {
      if (error instanceof UnreadableFact) return [];
      throw error;
    }
  });
}

function deny(): never {
  throw new UnreadableFact("s3:GetBucketPolicy", "not authorized");
}

function denyingPlainHttp(actions: object): string {
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  return policyOf({ Effect: "Deny", Principal: "*", Resource: "*", Condition, ...actions });
}

/** A bucket policy that lets the users of one account do everything. */
function allowing(account: string): string {
  const Condition = { StringEquals: { "aws:PrincipalAccount": account } };
  const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*", Condition }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function controlOf<Facts>(controls: readonly Control<Facts>[], id: string): Control<Facts> {
  const found = controls.find((control) => control.id === id);
  if (!found) throw new Error(`There is no control ${id}.`);
  return found;
}
