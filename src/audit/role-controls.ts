import { accepted, type Control, failed, failedFor, PASS } from "./control.ts";
import { evaluateTags } from "./evaluate-tags.ts";
import type { RoleFacts } from "./facts.ts";
import { ROLE_POLICY_CONTROLS } from "./role-policy-controls.ts";
import { everyoneText, isForEveryone, isLimitedTo } from "./statements.ts";

/** The fixes apply only to roles that todo-api creates. */
const CONTROLS_WITH_FIXES: readonly Control<RoleFacts>[] = [
  {
    id: "CKV_AWS_60",
    rules: ["CKV_AWS_61", "F2", "W14"],
    title: "Only Lambda may assume the role",
    severity: "high",
    evaluate: ({ trust }) =>
      failedFor(
        trust().flatMap((statement) => {
          const { isAllow, principals, actions, negated } = statement;
          if (!isAllow) return [];
          if (isForEveryone(statement)) return [`${everyoneText(statement)} may assume the role`];
          const others = principals.filter((one) => one !== "service:lambda.amazonaws.com");
          const wide = actions.filter((action) => action !== "sts:AssumeRole");
          return [
            ...others.map((one) => `${one.slice(one.indexOf(":") + 1)} may assume the role`),
            ...wide.map((action) => `the trust policy allows ${action}`),
            ...(negated.includes("NotAction") ? ["the trust policy uses NotAction"] : []),
          ];
        }),
      ),
  },
  {
    id: "iam_role_cross_service_confused_deputy_prevention",
    rules: [],
    title: "Lambda may assume the role only for this account",
    severity: "high",
    evaluate: ({ trust }, { account }) =>
      failedFor(
        trust()
          .filter(({ isAllow }) => isAllow)
          .filter((one) => !isLimitedTo(one, "aws:sourceaccount", (value) => value === account))
          .map(() => "the trust policy does not limit aws:SourceAccount to this account"),
      ),
  },
  ...ROLE_POLICY_CONTROLS,
  {
    id: "IAM.24",
    rules: [],
    title: "The role has tags",
    severity: "low",
    evaluate({ name, isExisting, tags }, stack) {
      if (!isExisting) return evaluateTags(tags(), stack.name, `aws iam tag-role --role-name ${name} --tags`);
      if (Object.keys(tags()).length > 0) return PASS;
      return accepted("todo-api does not change an existing role", "tag the role");
    },
  },
];

/**
 * Controls for the functions' roles. They suggest no fix for an existing role: todo-api does not change such a role,
 * and other users may depend on it.
 */
export const ROLE_CONTROLS: readonly Control<RoleFacts>[] = CONTROLS_WITH_FIXES.map((control) => ({
  ...control,
  evaluate(facts, stack) {
    const evaluation = control.evaluate(facts, stack);
    if (!facts.isExisting || evaluation.verdict !== "fail") return evaluation;
    return failed(evaluation.reason, {
      command: `aws iam get-role --role-name ${facts.name}`,
      comment: "show the role; todo-api does not change an existing role",
    });
  },
}));
