import { isOurs } from "../aws/ownership.ts";
import { stackLabel } from "../aws/stack-name.ts";
import { type AuditedStack, accepted, type Control, failed, failedFor, PASS } from "./control.ts";
import type { BucketFacts } from "./facts.ts";
import { actionsOfOthers, actionTexts, everyoneText, isForEveryone, type Statement } from "./statements.ts";

/** Controls for access to the page's bucket. */
export const BUCKET_ACCESS_CONTROLS: readonly Control<BucketFacts>[] = [
  {
    id: "S3.2",
    rules: ["CKV_AWS_70", "F16", "s3_bucket_public_access"],
    title: "The bucket is not publicly readable",
    severity: "critical",
    evaluate({ policy }, stack) {
      const open = policy().filter((one) => one.isAllow && isForEveryone(one));
      if (open.length === 0) return PASS;
      return acceptForWebsite(
        stack,
        open.flatMap((one) =>
          actionTexts(one).map((action) => `the bucket policy grants ${action} to ${everyoneText(one)}`),
        ),
        "the website's files are public because S3 serves them",
      );
    },
  },
  {
    id: "S3.3",
    rules: ["CKV_AWS_57", "F14", "s3_bucket_public_write_acl", "s3_bucket_policy_public_write_access"],
    title: "No one outside the account may change the bucket",
    severity: "critical",
    evaluate: ({ policy }, stack) =>
      failedFor(
        actionsOfOthers(policy(), stack)
          .filter((action) => !READ_ACTION.test(action))
          .map((action) => `the bucket policy grants ${action} to principals outside the account`),
      ),
  },
  {
    id: "S3.6",
    rules: ["s3_bucket_cross_account_access"],
    title: "Callers outside the account may only read objects, not list or configure the bucket",
    severity: "high",
    evaluate: ({ policy }, stack) =>
      failedFor(
        actionsOfOthers(policy(), stack)
          .filter((action) => action !== "s3:GetObject")
          .map((action) => `the bucket policy grants ${action} to principals outside the account`),
      ),
  },
  {
    id: "S3.8",
    rules: ["CKV_AWS_54", "CKV_AWS_56", "CKV2_AWS_6", "s3_bucket_level_public_access_block"],
    title: "Block Public Access blocks public policies",
    severity: "high",
    evaluate({ block }, stack) {
      const { BlockPublicPolicy = false, RestrictPublicBuckets = false } = block();
      if (BlockPublicPolicy && RestrictPublicBuckets) return PASS;
      return acceptForWebsite(
        stack,
        [
          ...(BlockPublicPolicy ? [] : ["BlockPublicPolicy is off"]),
          ...(RestrictPublicBuckets ? [] : ["RestrictPublicBuckets is off"]),
        ],
        "an S3 website requires a public bucket policy",
      );
    },
  },
  {
    id: "S3.1",
    rules: ["s3_account_level_public_access_blocks"],
    title: "Block Public Access is on for the account",
    severity: "medium",
    evaluate({ accountBlock }) {
      const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } = accountBlock();
      if (BlockPublicAcls && IgnorePublicAcls && BlockPublicPolicy && RestrictPublicBuckets) return PASS;
      return accepted(
        "the setting applies to every bucket in the account, so todo-api does not change it",
        "deploy with --website api or none, then turn on Block Public Access for the account",
      );
    },
  },
  {
    id: "S3.12",
    rules: ["CKV2_AWS_65", "CKV_AWS_53", "CKV_AWS_55", "s3_bucket_acl_prohibited", "s3_bucket_public_list_acl"],
    title: "Access control lists are disabled and blocked",
    severity: "medium",
    evaluate({ block, ownership }) {
      const { BlockPublicAcls = false, IgnorePublicAcls = false } = block();
      return failedFor([
        ...(ownership() === "BucketOwnerEnforced" ? [] : ["access control lists are enabled"]),
        ...(BlockPublicAcls ? [] : ["public access control lists are not blocked"]),
        ...(IgnorePublicAcls ? [] : ["public access control lists are not ignored"]),
      ]);
    },
  },
  {
    id: "S3.5",
    rules: ["CKV_AWS_379", "s3_bucket_secure_transport_policy"],
    title: "The bucket rejects requests without TLS",
    severity: "medium",
    evaluate({ policy }, stack) {
      if (policy().some(deniesPlainHttp)) return PASS;
      return acceptForWebsite(
        stack,
        ["the bucket policy does not deny all requests without TLS"],
        "S3 website endpoints do not support HTTPS",
      );
    },
  },
  {
    id: "s3_bucket_shadow_resource_vulnerability",
    rules: [],
    title: "No one else can create a bucket that todo-api would use",
    severity: "high",
    // The bucket's name contains the account and region, and calls that use it pass the account as ExpectedBucketOwner.
    evaluate: ({ tags }, { name }) =>
      isOurs(tags(), name) ? PASS : failed(`its tags do not name the stack ${stackLabel(name)}`, RUN_PLAN),
  },
];

const RUN_PLAN = { command: "todo-api plan", comment: "check whether the bucket has another owner" };

const READ_ACTION = /^s3:(Get|List)[A-Za-z]+$/;

/** Accepts the exception for an S3 website, which must be public; fails for any other bucket. */
function acceptForWebsite({ settings }: AuditedStack, failures: readonly string[], whyAccepted: string) {
  if (settings.website === "s3")
    return accepted(whyAccepted, {
      command: "todo-api deploy --website api",
      comment: "serve the website over HTTPS, without a bucket",
    });
  return failedFor(failures);
}

function deniesPlainHttp(statement: Statement): boolean {
  const isPlain = statement.conditions.some(
    ({ operator, key, values }) => operator === "bool" && key === "aws:securetransport" && values.join() === "false",
  );
  return (
    !statement.isAllow &&
    // A Deny with a negated element does not apply to the values in that element.
    statement.negated.length === 0 &&
    isForEveryone(statement) &&
    isPlain &&
    statement.actions.some((one) => one === "s3:*" || one === "*")
  );
}
