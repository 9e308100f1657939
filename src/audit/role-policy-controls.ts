import { logGroupArn, tableArn, tableName } from "../aws/names.ts";
import type { Next } from "../errors.ts";
import { INLINE_POLICY } from "../resources/role/role.ts";
import { quoteWord } from "../text/quote-word.ts";
import { type AuditedStack, type Control, failedFor, PASS } from "./control.ts";
import type { RoleFacts } from "./facts.ts";
import { matchesCall, type Statement } from "./statements.ts";

/** Controls for the permissions of the functions' roles. */
export const ROLE_POLICY_CONTROLS: readonly Control<RoleFacts>[] = [
  {
    id: "IAM.1",
    rules: ["CKV_AWS_62", "CKV_AWS_63", "F3", "iam_inline_policy_no_administrative_privileges"],
    title: "The role's inline policies do not allow all actions",
    severity: "high",
    evaluate: (facts) =>
      evaluateAllows(facts, ({ actions }) =>
        actions.filter((action) => /^\*+(:\*+)?$/.test(action)).map(() => "allows all actions"),
      ),
  },
  {
    id: "IAM.21",
    rules: ["W15"],
    title: "The role's inline policies do not allow all actions of a service",
    severity: "medium",
    evaluate: (facts) =>
      evaluateAllows(facts, ({ actions, negated }) => [
        ...actions.filter((action) => /^[\w-]+:.*[*?]/.test(action)).map((action) => `allows ${action}`),
        ...(negated.includes("NotAction") ? ["uses NotAction"] : []),
      ]),
  },
  {
    id: "CKV_AWS_355",
    rules: ["W11", "W12", "W13", "F38"],
    title: "The role's inline policies do not apply to all resources",
    severity: "medium",
    evaluate: (facts) =>
      evaluateAllows(facts, ({ resources, negated }) => [
        ...resources.filter((resource) => resource === "*").map(() => "applies to all resources"),
        ...(negated.includes("NotResource") ? ["uses NotResource"] : []),
      ]),
  },
  {
    id: "CKV_AWS_286",
    rules: [
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "iam_inline_policy_allows_privilege_escalation",
      "iam_inline_policy_no_full_access_to_cloudtrail",
      "iam_inline_policy_no_full_access_to_kms",
    ],
    title: "The role may access only the table's items and the log of the role's function",
    severity: "high",
    evaluate: (facts, stack) => evaluateAllows(facts, (statement) => excessOf(statement, facts, stack)),
  },
  {
    id: "CKV_AWS_274",
    rules: ["W43", "iam_role_administratoraccess_policy"],
    title: "No managed policy is attached to the role",
    severity: "high",
    evaluate({ name, attached }) {
      const arns = attached();
      return failedFor(
        arns.map((arn) => `the policy ${arn} is attached`),
        {
          command: `aws iam detach-role-policy --role-name ${name} --policy-arn ${arns[0]}`,
          comment: "detach the policy",
        },
      );
    },
  },
  {
    id: "W58",
    rules: [],
    title: "The role may write to its function's log",
    severity: "low",
    evaluate(facts, stack) {
      const allows = Object.values(facts.inline())
        .flat()
        .filter(({ isAllow }) => isAllow);
      const isAllowed = (action: string, log: string) => allows.some((one) => matchesCall(one, action, log));
      const logs = logArns(facts, stack);
      const missing = LOG_ACTIONS.filter((action) => !logs.every((log) => isAllowed(action, log)));
      const log = logs.length > 1 ? "the log of one of its functions" : "its function's log";
      if (facts.attached().length > 0) return PASS;
      return failedFor(missing.map((action) => `the role lacks ${action} on ${log}`));
    },
  },
];

const ITEM_ACTIONS = "BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem"
  .split(" ")
  .map((action) => `dynamodb:${action}`);
const LOG_ACTIONS: readonly string[] = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** The permissions that a statement grants beyond the stack's table items and the logs of the role's functions. */
function excessOf(statement: Statement, facts: RoleFacts, stack: AuditedStack): readonly string[] {
  const { actions, resources, negated } = statement;
  const table = tableArn(stack, tableName(stack.name));
  const logs = logArns(facts, stack);
  const isOwn = (action: string, resource: string) =>
    (ITEM_ACTIONS.includes(action) && resource === table) || (LOG_ACTIONS.includes(action) && logs.includes(resource));
  const excess = negated.includes("NotResource")
    ? actions
    : actions.filter((action) => !resources.every((resource) => isOwn(action, resource)));
  return [
    ...excess.map(
      (action) => `allows ${action}${[...ITEM_ACTIONS, ...LOG_ACTIONS].includes(action) ? " on other resources" : ""}`,
    ),
    ...(negated.includes("NotAction") ? ["uses NotAction"] : []),
  ];
}

function logArns({ logGroups }: RoleFacts, stack: AuditedStack): readonly string[] {
  return logGroups.map((logGroup) => `${logGroupArn(stack, logGroup)}:*`);
}

/** Checks each Allow statement in every inline policy of the role. */
function evaluateAllows({ name, inline }: RoleFacts, reasonsOf: (statement: Statement) => readonly string[]) {
  const found = Object.entries(inline()).flatMap(([policy, statements]) =>
    statements.filter(({ isAllow }) => isAllow).flatMap((one) => reasonsOf(one).map((why) => ({ policy, why }))),
  );
  const other = found.find(({ policy }) => policy !== INLINE_POLICY)?.policy;
  const removal: Next | undefined =
    other === undefined
      ? undefined
      : {
          command: `aws iam delete-role-policy --role-name ${name} --policy-name ${quoteWord(other)}`,
          comment: "delete the policy, which a deploy does not change",
        };
  return failedFor(
    found.map(({ policy, why }) => `the policy ${policy} ${why}`),
    removal,
  );
}
