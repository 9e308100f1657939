import { functionName } from "../aws/names.ts";
import { quoteWord } from "../text/quote-word.ts";
import { type AuditedStack, type Control, type Evaluation, failedFor } from "./control.ts";
import type { FunctionFacts, FunctionStatement } from "./facts.ts";
import { actionTexts, everyoneText, isForEveryone, isLimitedTo, type Statement } from "./statements.ts";

/** Controls for the permissions to invoke the functions. */
export const FUNCTION_PERMISSION_CONTROLS: readonly Control<FunctionFacts>[] = [
  {
    id: "Lambda.1",
    rules: ["CKV_AWS_301", "F13", "awslambda_function_not_publicly_accessible", "awslambda_function_url_public"],
    title: "Only API Gateway in this account may invoke the function",
    severity: "critical",
    evaluate: (facts, stack) =>
      evaluateAllows(facts, stack, (statement) => {
        if (isForEveryone(statement)) return [`allows ${everyoneText(statement)}`];
        const others = statement.principals.filter((one) => one !== API_GATEWAY);
        if (others.length > 0) return [`allows ${others.map(nameOf).join(", ")}`];
        // The condition on the API's ARN is not enough: AWS Config ignores a value with a wildcard
        // (https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html).
        const isLimited = isLimitedTo(statement, "aws:sourceaccount", (value) => value === stack.account);
        return isLimited ? [] : ["is not limited to this account"];
      }),
  },
  {
    id: "CKV_AWS_364",
    rules: [],
    title: "The permission to invoke the function is limited to methods and paths of the stack's API",
    severity: "medium",
    evaluate(facts, stack) {
      const isNarrow = (arn: string) => namesRoute(arn, facts, stack);
      return evaluateAllows(facts, stack, (statement) =>
        isLimitedTo(statement, "aws:sourcearn", isNarrow)
          ? []
          : ["is not limited to methods and paths of the stack's API"],
      );
    },
  },
  {
    id: "W24",
    rules: [],
    title: "The permission allows lambda:InvokeFunction and nothing else",
    severity: "medium",
    evaluate: (facts, stack) =>
      evaluateAllows(facts, stack, (statement) => otherActions(statement).map((action) => `allows ${action}`)),
  },
];

const API_GATEWAY = "service:apigateway.amazonaws.com";
const INVOKE = "lambda:InvokeFunction";

/** Fails if an Allow statement in one of the function's policies has a fault. */
function evaluateAllows(
  { policy, action }: FunctionFacts,
  { name }: AuditedStack,
  faultsOf: (statement: FunctionStatement) => readonly string[],
): Evaluation {
  const faults = policy()
    .filter(({ isAllow }) => isAllow)
    .flatMap((statement) =>
      faultsOf(statement).map((fault) => ({ statement, text: `${subjectOf(statement)} ${fault}` })),
    );
  const { sid, qualifier } = faults.find(({ statement }) => statement.qualifier !== undefined)?.statement ?? {};
  // A deploy compares only the function's own policy, so it cannot remove a permission on a version or alias.
  const removal = {
    command: `aws lambda remove-permission --function-name ${functionName(name, action)} --qualifier ${quoteWord(qualifier ?? "")} --statement-id ${quoteWord(sid ?? "")}`,
    comment: "remove the permission",
  };
  return failedFor(
    faults.map(({ text }) => text),
    qualifier === undefined ? undefined : removal,
  );
}

function subjectOf({ qualifier }: FunctionStatement): string {
  if (qualifier === undefined) return "a permission";
  return `a permission on ${/^\d+$/.test(qualifier) ? "version" : "the alias"} ${qualifier}`;
}

/**
 * Whether an ARN names routes of the stack's API and stage. Only the website function's permission may name all
 * routes, because that function serves every path of the page.
 */
function namesRoute(arn: string, { action, apiIds }: FunctionFacts, { name, account, region }: AuditedStack): boolean {
  const [, , service, arnRegion, arnAccount, resource = ""] = arn.split(":");
  const [api = "", stage, method = "*", ...path] = resource.split("/");
  const isOwnStage =
    service === "execute-api" && arnRegion === region && arnAccount === account && stage === name.stage;
  const isEveryRoute = method === "*" && ["", "*"].includes(path.join("/"));
  return isOwnStage && apiIds().includes(api) && path.length > 0 && (!isEveryRoute || action === "website");
}

function otherActions(statement: Statement): readonly string[] {
  return actionTexts(statement).filter((action) => action !== INVOKE);
}

/** Removes the kind from a principal: `service:events.amazonaws.com` becomes `events.amazonaws.com`. */
function nameOf(principal: string): string {
  return principal.slice(principal.indexOf(":") + 1);
}
