import { matchesFingerprint } from "../resources/fingerprints.ts";
import { accepted, type Control, failed, failedFor, notApplicable, PASS } from "./control.ts";
import { AS_MAP, evaluateTags } from "./evaluate-tags.ts";
import type { FunctionFacts } from "./facts.ts";
import { secretsIn } from "./secrets-in.ts";

/** Controls for the settings and the code of the functions. */
export const FUNCTION_SETTING_CONTROLS: readonly Control<FunctionFacts>[] = [
  {
    id: "Lambda.2",
    rules: ["CKV_AWS_363", "awslambda_function_using_supported_runtimes"],
    title: "The function has a supported runtime",
    severity: "medium",
    evaluate({ configuration }) {
      const { Runtime } = configuration();
      if (Runtime === undefined) return failed("the function has no managed runtime");
      return failedFor(SUPPORTED_RUNTIMES.includes(Runtime) ? [] : [`the runtime is ${Runtime}`]);
    },
  },
  {
    id: "CKV_AWS_45",
    rules: ["awslambda_function_no_secrets_in_variables"],
    title: "The environment of the function contains no secrets",
    severity: "critical",
    evaluate({ configuration }) {
      const secrets = secretsIn(configuration().Environment?.Variables);
      return failedFor(secrets.map((name) => `the variable ${name} looks like a secret`));
    },
  },
  {
    id: "awslambda_function_no_secrets_in_code",
    rules: [],
    title: "The code of the function contains no secrets",
    severity: "critical",
    evaluate({ configuration, tags }) {
      if (!matchesFingerprint(tags(), "codeSha256", configuration().CodeSha256))
        return failed("the code is not what the last deploy uploaded");
      return accepted(
        "audit does not scan the code, but todo-api writes no settings into it, and it has not changed since the last deploy",
        "scan your own changes to the handlers for secrets before you deploy",
      );
    },
  },
  {
    id: "awslambda_function_using_cross_account_layers",
    rules: [],
    title: "The function has no layers from other accounts",
    severity: "high",
    evaluate({ configuration }, { account }) {
      const { FunctionName, Layers = [] } = configuration();
      const foreign = Layers.flatMap(({ Arn = "" }) => (Arn.split(":")[4] === account ? [] : [Arn]));
      return failedFor(
        foreign.map((arn) => `the layer ${arn} belongs to another account`),
        {
          command: `aws lambda update-function-configuration --function-name ${FunctionName} --layers`,
          comment: "remove all layers; todo-api uses none",
        },
      );
    },
  },
  {
    id: "Lambda.6",
    rules: [],
    title: "The function has tags",
    severity: "low",
    evaluate({ configuration, tags }, { name }) {
      const tagging = `aws lambda tag-resource --resource ${configuration().FunctionArn} --tags`;
      return evaluateTags(tags(), name, tagging, AS_MAP);
    },
  },
  {
    id: "Lambda.7",
    rules: ["CKV_AWS_50"],
    title: "The function has X-Ray tracing",
    severity: "low",
    evaluate({ configuration }) {
      if (configuration().TracingConfig?.Mode === "Active") return PASS;
      return accepted(
        "each line of the function's log has the ID of its request; X-Ray costs extra, and the role would need more permissions",
        "set the tracing mode of the function to Active, and let its role write traces; a deploy keeps the mode",
      );
    },
  },
  {
    id: "CKV_AWS_115",
    rules: ["W92"],
    title: "The function has reserved concurrency",
    severity: "low",
    evaluate({ reservedConcurrency }) {
      if (reservedConcurrency() !== undefined) return PASS;
      return accepted(
        "the stage limits the rate of requests; reserved concurrency is taken from the account's limit, which is often only 10 in a new account",
        "none; todo-api has no setting for reserved concurrency, and a deploy removes it",
      );
    },
  },
  {
    id: "CKV_AWS_173",
    rules: ["awslambda_function_env_vars_not_encrypted_with_cmk"],
    title: "The environment of the function is encrypted with a customer managed key",
    severity: "low",
    evaluate({ configuration }) {
      if (configuration().KMSKeyArn !== undefined) return PASS;
      return accepted(
        "todo-api puts no secrets in the environment, and Lambda encrypts it with a key that AWS manages",
        "set a KMS key for the function, and let its role decrypt with that key; a deploy keeps the key",
      );
    },
  },
  {
    id: "Lambda.3",
    rules: ["CKV_AWS_117", "W89", "awslambda_function_inside_vpc"],
    title: "The function runs inside a VPC",
    severity: "low",
    evaluate({ configuration }) {
      if (configuration().VpcConfig?.VpcId) return PASS;
      return accepted(
        "the function uses only DynamoDB and CloudWatch Logs, which are outside a VPC",
        "none; todo-api gives the role no permission for network interfaces",
      );
    },
  },
  {
    id: "Lambda.5",
    rules: ["awslambda_function_vpc_multi_az"],
    title: "A function in a VPC uses several availability zones",
    severity: "medium",
    evaluate({ configuration }) {
      const { VpcId, SubnetIds = [] } = configuration().VpcConfig ?? {};
      if (!VpcId) return notApplicable("the function is not in a VPC");
      return accepted(
        `the VPC was added outside todo-api; audit does not read the availability zones of its subnets (${SubnetIds.join(", ")})`,
        "check that the subnets are in different availability zones",
      );
    },
  },
  {
    id: "CKV_AWS_116",
    rules: ["awslambda_function_no_dead_letter_queue"],
    title: "The function has a dead-letter queue",
    severity: "low",
    evaluate({ configuration }) {
      if (configuration().DeadLetterConfig?.TargetArn) return PASS;
      return accepted(
        "API Gateway invokes the function synchronously and reports a failure to the caller",
        "none; a dead-letter queue receives only asynchronous events",
      );
    },
  },
  {
    id: "CKV_AWS_272",
    rules: [],
    title: "The code of the function is signed",
    severity: "low",
    evaluate({ configuration }) {
      if (configuration().SigningProfileVersionArn) return PASS;
      return accepted(
        "every deploy compares the hash of the code; todo-api does not use AWS Signer",
        "none; todo-api has no setting for a code signing configuration",
      );
    },
  },
];

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const SUPPORTED_RUNTIMES: readonly string[] = ["nodejs22.x", "nodejs24.x"];
