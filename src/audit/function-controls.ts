import { accepted, type Control, failedFor, notApplicable, PASS } from "./control.ts";
import type { FunctionFacts } from "./facts.ts";
import { judgeTags } from "./judge-tags.ts";
import { isForEveryone, isLimitedTo, type Statement } from "./statements.ts";

/** The controls of the functions. */
export const FUNCTION_CONTROLS: readonly Control<FunctionFacts>[] = [
  {
    id: "Lambda.1",
    rules: ["CKV_AWS_301", "F13", "awslambda_function_not_publicly_accessible"],
    title: "Only API Gateway, and only of this account, may invoke the function",
    severity: "critical",
    judge({ policy }, { account }) {
      const allows = policy().filter(({ isAllow }) => isAllow);
      return failedFor(
        allows.flatMap((statement) => {
          if (isForEveryone(statement)) return ["a permission is for everyone"];
          const others = statement.principals.filter((one) => one !== API_GATEWAY);
          if (others.length > 0) return [`a permission is for ${others.map(nameOf).join(", ")}`];
          // Security Hub ignores an ARN with a wildcard
          // (https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html).
          return isLimitedTo(statement, "aws:sourceaccount", (value) => value === account)
            ? []
            : ["a permission is not limited to this account"];
        }),
      );
    },
  },
  {
    id: "CKV_AWS_364",
    rules: [],
    title: "The permission to invoke the function names the method and path of this API",
    severity: "medium",
    judge({ policy }, { account, region }) {
      const isOfApi = (arn: string) => {
        const [, , service, arnRegion, arnAccount, resource = ""] = arn.split(":");
        const [api = "*", stage = "*", method, ...path] = resource.split("/");
        const isExact = service === "execute-api" && arnRegion === region && arnAccount === account;
        return isExact && !api.includes("*") && !stage.includes("*") && method !== undefined && path.length > 0;
      };
      const wide = policy().filter((one) => one.isAllow && !isLimitedTo(one, "aws:sourcearn", isOfApi));
      return failedFor(wide.map(() => "a permission names no method and path of an API of this account"));
    },
  },
  {
    id: "W24",
    rules: [],
    title: "The permission allows lambda:InvokeFunction and nothing else",
    severity: "medium",
    judge({ policy }) {
      const other = policy().flatMap((statement) => otherActions(statement));
      return failedFor([...new Set(other)].map((action) => `a permission allows ${action}`));
    },
  },
  {
    id: "Lambda.2",
    rules: ["CKV_AWS_363", "awslambda_function_using_supported_runtimes"],
    title: "The function has a supported runtime",
    severity: "medium",
    judge({ configuration }) {
      const { Runtime = "none" } = configuration();
      return failedFor(SUPPORTED_RUNTIMES.includes(Runtime) ? [] : [`the runtime is ${Runtime}`]);
    },
  },
  {
    id: "CKV_AWS_45",
    rules: ["awslambda_function_no_secrets_in_variables"],
    title: "The environment of the function contains no secrets",
    severity: "critical",
    judge({ configuration }) {
      const variables = Object.entries(configuration().Environment?.Variables ?? {});
      const secret = variables.filter(([name, value]) => SECRET_NAME.test(name) || SECRET_VALUE.test(value));
      return failedFor(secret.map(([name]) => `the variable ${name} looks like a secret`));
    },
  },
  {
    id: "awslambda_function_no_secrets_in_code",
    rules: [],
    title: "The code of the function contains no secrets",
    severity: "critical",
    judge: () =>
      notApplicable(
        "the code is that of the todo-api package, without configuration; plan reports other code as drift",
      ),
  },
  {
    id: "Lambda.6",
    rules: [],
    title: "The function has tags",
    severity: "low",
    judge({ configuration, tags }, { name }) {
      const tagging = `aws lambda tag-resource --resource ${configuration().FunctionArn} --tags`;
      return judgeTags(tags(), name, tagging, (key, value) => `${key}=${value}`);
    },
  },
  {
    id: "Lambda.7",
    rules: ["CKV_AWS_50"],
    title: "The function has X-Ray tracing",
    severity: "low",
    judge({ configuration }) {
      if (configuration().TracingConfig?.Mode === "Active") return PASS;
      return accepted(
        "each line of the function's log has the ID of its request; X-Ray costs more, and the role would need more permissions",
        "set the tracing mode of the function to Active, and let its role write traces; a deploy keeps the mode",
      );
    },
  },
  {
    id: "CKV_AWS_115",
    rules: ["W92"],
    title: "The function has reserved concurrency",
    severity: "low",
    judge({ reservedConcurrency }) {
      if (reservedConcurrency() !== undefined) return PASS;
      return accepted(
        "the stage limits the rate of requests; reserved concurrency takes its share from the account, and a new account has 10",
        { command: "todo-api deploy --throttle 10/20", comment: "another limit of the stage" },
      );
    },
  },
  {
    id: "CKV_AWS_173",
    rules: [],
    title: "The environment of the function is encrypted with a customer managed key",
    severity: "low",
    judge({ configuration }) {
      if (configuration().KMSKeyArn !== undefined) return PASS;
      return accepted(
        "the environment holds only names, and Lambda encrypts it with a key that AWS manages",
        "set the key of the function, and let its role decrypt with it; a deploy keeps the key",
      );
    },
  },
  {
    id: "Lambda.3",
    rules: ["Lambda.5", "CKV_AWS_117", "W89", "awslambda_function_inside_vpc"],
    title: "The function runs inside a VPC with several availability zones",
    severity: "low",
    judge: () => notApplicable("the function uses only DynamoDB and CloudWatch Logs, which are outside a VPC"),
  },
  {
    id: "CKV_AWS_116",
    rules: [],
    title: "The function has a dead-letter queue",
    severity: "low",
    judge: () => notApplicable("API Gateway invokes the function synchronously and reports its failure to the caller"),
  },
  {
    id: "CKV_AWS_272",
    rules: [],
    title: "The code of the function is signed",
    severity: "low",
    judge: () => notApplicable("AWS Signer is not part of the stack; deploy compares the hash of the code"),
  },
];

const API_GATEWAY = "service:apigateway.amazonaws.com";
const INVOKE = "lambda:InvokeFunction";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const SUPPORTED_RUNTIMES: readonly string[] = ["nodejs22.x", "nodejs24.x"];

const SECRET_NAME = /secret|passw(or)?d|token|credential|private_?key|api_?key|access_?key/i;
/** Access keys of AWS, private keys, and tokens of GitHub. */
const SECRET_VALUE = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{36}/;

function otherActions({ isAllow, actions, negated }: Statement): readonly string[] {
  if (!isAllow) return [];
  if (negated.includes("NotAction")) return ["everything but some actions"];
  return actions.filter((action) => action !== INVOKE);
}

/** `service:events.amazonaws.com` as "events.amazonaws.com". */
function nameOf(principal: string): string {
  return principal.slice(principal.indexOf(":") + 1);
}
