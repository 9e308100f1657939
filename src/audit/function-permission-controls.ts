import { type AuditedStack, type Control, failedFor } from "./control.ts";
import type { FunctionFacts } from "./facts.ts";
import { isForEveryone, isLimitedTo, type Statement } from "./statements.ts";

/** Who may invoke the functions. */
export const FUNCTION_PERMISSION_CONTROLS: readonly Control<FunctionFacts>[] = [
  {
    id: "Lambda.1",
    rules: ["CKV_AWS_301", "F13", "awslambda_function_not_publicly_accessible", "awslambda_function_url_public"],
    title: "Only API Gateway in this account may invoke the function",
    severity: "critical",
    evaluate({ policy }, { account }) {
      const allows = policy().filter(({ isAllow }) => isAllow);
      return failedFor(
        allows.flatMap((statement) => {
          if (isForEveryone(statement)) return ["a permission allows everyone"];
          const others = statement.principals.filter((one) => one !== API_GATEWAY);
          if (others.length > 0) return [`a permission allows ${others.map(nameOf).join(", ")}`];
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
    evaluate(facts, stack) {
      const isNarrow = (arn: string) => isOfRoute(arn, facts, stack);
      const wide = facts.policy().filter((one) => one.isAllow && !isLimitedTo(one, "aws:sourcearn", isNarrow));
      return failedFor(wide.map(() => "a permission names no method and path of the stack's API"));
    },
  },
  {
    id: "W24",
    rules: [],
    title: "The permission allows lambda:InvokeFunction and nothing else",
    severity: "medium",
    evaluate({ policy }) {
      const other = policy().flatMap((statement) => otherActions(statement));
      return failedFor([...new Set(other)].map((action) => `a permission allows ${action}`));
    },
  },
];

const API_GATEWAY = "service:apigateway.amazonaws.com";
const INVOKE = "lambda:InvokeFunction";

/** Whether an ARN names routes of the stack's API and stage. The website function serves all paths of the page. */
function isOfRoute(arn: string, { action, apiIds }: FunctionFacts, { name, account, region }: AuditedStack): boolean {
  const [, , service, arnRegion, arnAccount, resource = ""] = arn.split(":");
  const [api = "", stage, method = "*", ...path] = resource.split("/");
  const isOfStage = service === "execute-api" && arnRegion === region && arnAccount === account && stage === name.stage;
  const isEveryRoute = method === "*" && ["", "*"].includes(path.join("/"));
  return isOfStage && apiIds().includes(api) && path.length > 0 && (!isEveryRoute || action === "website");
}

function otherActions({ isAllow, actions, negated }: Statement): readonly string[] {
  if (!isAllow) return [];
  if (negated.includes("NotAction")) return ["everything but some actions"];
  return actions.filter((action) => action !== INVOKE);
}

/** `service:events.amazonaws.com` as "events.amazonaws.com". */
function nameOf(principal: string): string {
  return principal.slice(principal.indexOf(":") + 1);
}
