import { expect, test } from "vitest";
import type { AuditedStack, Control } from "../../src/audit/control.ts";
import { ALL_CONTROLS, CONTROL_BY_RULE, CONTROLS } from "../../src/audit/controls.ts";
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
  apigateway_restapi_authorizers_enabled apigateway_restapi_public_with_authorizer

  Lambda.1 Lambda.2 Lambda.3 Lambda.5 Lambda.6 Lambda.7
  CKV_AWS_45 CKV_AWS_50 CKV_AWS_115 CKV_AWS_116 CKV_AWS_117 CKV_AWS_173 CKV_AWS_272 CKV_AWS_301 CKV_AWS_363 CKV_AWS_364
  F13 W24 W58 W89 W92
  awslambda_function_not_publicly_accessible awslambda_function_using_supported_runtimes
  awslambda_function_no_secrets_in_variables awslambda_function_no_secrets_in_code awslambda_function_inside_vpc

  IAM.1 IAM.21 IAM.24
  CKV_AWS_60 CKV_AWS_61 CKV_AWS_62 CKV_AWS_63 CKV_AWS_274 CKV_AWS_286 CKV_AWS_287 CKV_AWS_288 CKV_AWS_289 CKV_AWS_290
  CKV_AWS_355
  F2 F3 F38 W11 W12 W13 W14 W15
  iam_inline_policy_no_administrative_privileges iam_inline_policy_allows_privilege_escalation
  iam_role_cross_service_confused_deputy_prevention

  DynamoDB.1 DynamoDB.2 DynamoDB.4 DynamoDB.5 DynamoDB.6
  CKV2_AWS_16 CKV_AWS_28 CKV_AWS_119
  W73 W74 W78
  dynamodb_table_autoscaling_enabled dynamodb_tables_pitr_enabled dynamodb_table_deletion_protection_enabled

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
  s3_bucket_secure_transport_policy
`
  .trim()
  .split(/\s+/);

test("every rule belongs to one control", () => {
  expect(RULES.filter((rule) => !CONTROL_BY_RULE.has(rule))).toEqual([]);
  const all = ALL_CONTROLS.flatMap(({ id, rules }) => [id, ...rules]);
  expect(all.filter((rule, index) => all.indexOf(rule) !== index)).toEqual([]);
});

// The local cloud has neither caches nor stages without a deployment.
test.each([
  ["APIGateway.5", { cacheClusterEnabled: true, methodSettings: { "*/*": { cachingEnabled: true } } }, "fail"],
  [
    "APIGateway.5",
    { cacheClusterEnabled: true, methodSettings: { "*/*": { cachingEnabled: true, cacheDataEncrypted: true } } },
    "pass",
  ],
  ["CKV_AWS_217", { deploymentId: undefined }, "fail"],
  ["APIGateway.1", { methodSettings: { "*/*": { loggingLevel: "ERROR" } } }, "pass"],
  ["APIGateway.2", { clientCertificateId: "a1b2c3" }, "pass"],
  ["APIGateway.4", { webAclArn: "arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/one/1" }, "pass"],
] as const)("%s judges the stage %j: %s", (id, stage, verdict) => {
  const facts = { stage: () => stage, api: () => ({ id: "abc" }), methods: () => ({}), resources: () => [] };
  expect(controlOf(CONTROLS.apis, id).judge(facts, STACK)).toMatchObject({ verdict });
});

const STACK: AuditedStack = {
  name: TEST_STACK,
  settings: resolveSettings({}, TEST_STACK),
  region: TEST_REGION,
  account: "000000000000",
};

function controlOf<Facts>(controls: readonly Control<Facts>[], id: string): Control<Facts> {
  const found = controls.find((control) => control.id === id);
  if (!found) throw new Error(`There is no control ${id}.`);
  return found;
}
