import { logGroupArn, tableArn, tableName } from "../aws/names.ts";
import type { Next } from "../errors.ts";
import { INLINE_POLICY } from "../resources/role/role.ts";
import { quoteWord } from "../text/quote-word.ts";
import { type AuditedStack, type Control, failedFor, PASS } from "./control.ts";
import type { RoleFacts } from "./facts.ts";
import { judgeTags } from "./judge-tags.ts";
import { isForEveryone, isLimitedTo, type Statement } from "./statements.ts";

/** The controls of the roles of the functions. */
export const ROLE_CONTROLS: readonly Control<RoleFacts>[] = [
  {
    id: "CKV_AWS_60",
    rules: ["CKV_AWS_61", "F2", "W14"],
    title: "Only Lambda may assume the role",
    severity: "high",
    judge: ({ trust }) =>
      failedFor(
        trust().flatMap((statement) => {
          const { isAllow, principals, actions, negated } = statement;
          if (!isAllow) return [];
          if (isForEveryone(statement)) return ["everyone may assume the role"];
          const others = principals.filter((one) => one !== "service:lambda.amazonaws.com");
          const wide = actions.filter((action) => action !== "sts:AssumeRole");
          return [
            ...others.map((one) => `${one.slice(one.indexOf(":") + 1)} may assume the role`),
            ...wide.map((action) => `the trust policy allows ${action}`),
            ...(negated.includes("NotAction") ? ["the trust policy has NotAction"] : []),
          ];
        }),
      ),
  },
  {
    id: "iam_role_cross_service_confused_deputy_prevention",
    rules: [],
    title: "Lambda may assume the role only for this account",
    severity: "high",
    judge: ({ trust }, { account }) =>
      failedFor(
        trust()
          .filter(({ isAllow }) => isAllow)
          .filter((one) => !isLimitedTo(one, "aws:sourceaccount", (value) => value === account))
          .map(() => "the trust policy has no condition aws:SourceAccount with this account"),
      ),
  },
  {
    id: "IAM.1",
    rules: ["CKV_AWS_62", "CKV_AWS_63", "F3", "iam_inline_policy_no_administrative_privileges"],
    title: "No policy of the role allows all actions",
    severity: "high",
    judge: (facts) =>
      ofPolicies(facts, ({ actions }) => actions.filter((action) => action === "*").map(() => "allows all actions")),
  },
  {
    id: "IAM.21",
    rules: ["W15"],
    title: "No policy of the role allows all actions of a service",
    severity: "medium",
    judge: (facts) =>
      ofPolicies(facts, ({ actions, negated }) => [
        ...actions.filter((action) => /^[\w-]+:.*[*?]/.test(action)).map((action) => `allows ${action}`),
        ...(negated.includes("NotAction") ? ["has NotAction"] : []),
      ]),
  },
  {
    id: "CKV_AWS_355",
    rules: ["W11", "W12", "W13", "F38"],
    title: "No policy of the role applies to all resources",
    severity: "medium",
    judge: (facts) =>
      ofPolicies(facts, ({ resources, negated }) => [
        ...resources.filter((resource) => resource === "*").map(() => "applies to all resources"),
        ...(negated.includes("NotResource") ? ["has NotResource"] : []),
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
    ],
    title: "The role may use the items of the table and its own log, and nothing else",
    severity: "high",
    judge: (facts, stack) => ofPolicies(facts, (statement) => excessOf(statement, facts, stack)),
  },
  {
    id: "CKV_AWS_274",
    rules: ["W43", "iam_role_administratoraccess_policy"],
    title: "No managed policy is attached to the role",
    severity: "high",
    judge({ name, attached }) {
      const arns = attached();
      return failedFor(
        arns.map((arn) => `the policy ${arn} is attached`),
        { command: `aws iam detach-role-policy --role-name ${name} --policy-arn ${arns[0]}`, comment: "detach it" },
      );
    },
  },
  {
    id: "W58",
    rules: [],
    title: "The role may write the log of its function",
    severity: "low",
    judge(facts, stack) {
      const own = `${logGroupArn(stack, facts.logGroup)}:*`;
      const allows = Object.values(facts.inline())
        .flat()
        .filter(({ isAllow }) => isAllow);
      const missing = LOG_ACTIONS.filter(
        (action) => !allows.some(({ actions, resources }) => actions.includes(action) && resources.includes(own)),
      );
      return facts.attached().length > 0 ? PASS : failedFor(missing.map((action) => `the role lacks ${action}`));
    },
  },
  {
    id: "IAM.24",
    rules: [],
    title: "The role has tags",
    severity: "low",
    judge: ({ name, tags }, stack) => judgeTags(tags(), stack.name, `aws iam tag-role --role-name ${name} --tags`),
  },
];

/** Reading and writing items: what a function can need. */
const ITEM_ACTIONS = "BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem"
  .split(" ")
  .map((action) => `dynamodb:${action}`);
const LOG_ACTIONS: readonly string[] = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** What a statement allows beyond the items of the stack's table and the log of the function. */
function excessOf({ actions, resources }: Statement, { logGroup }: RoleFacts, stack: AuditedStack): readonly string[] {
  const table = tableArn(stack, tableName(stack.name));
  const log = `${logGroupArn(stack, logGroup)}:*`;
  const isOwn = (action: string, resource: string) =>
    (ITEM_ACTIONS.includes(action) && resource === table) || (LOG_ACTIONS.includes(action) && resource === log);
  const excess = actions.filter((action) => !resources.every((resource) => isOwn(action, resource)));
  return excess.map((action) => `allows ${action} beyond its table and its log`);
}

/** Judges each statement that allows something, in every inline policy of the role. */
function ofPolicies({ name, inline }: RoleFacts, reasonsOf: (statement: Statement) => readonly string[]) {
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
  return failedFor([...new Set(found.map(({ policy, why }) => `the policy ${policy} ${why}`))], removal);
}
