import type { Principal } from "../../services/operation.ts";
import { evaluateResource, type Question, type Verdict } from "./evaluate.ts";

/**
 * Whether a resource's policy allows its caller. A policy that names the caller's account counts for callers of other
 * accounts; in the owner's account it delegates to the account's own policies, and allows nothing by itself
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function resourceVerdict(
  policy: string | undefined,
  owner: string,
  principal: Principal,
  question: Question,
): Verdict {
  if (policy === undefined) return "implicit-deny";
  if (principal.type === "anonymous") return evaluateResource(policy, question, { type: "anonymous" });
  const { arn, roleArn, account } = principal;
  const names = roleArn === undefined ? [arn] : [arn, roleArn];
  const verdicts = (of: string) =>
    names.map((name) => evaluateResource(policy, question, { type: "aws", arn: name, account: of }));
  if (verdicts(account).includes("explicit-deny")) return "explicit-deny";
  return verdicts(account === owner ? "" : account).includes("allow") ? "allow" : "implicit-deny";
}
