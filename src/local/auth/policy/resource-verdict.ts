import type { Principal } from "../../services/operation.ts";
import { type AccessRequest, evaluateResource, type Requester, type Verdict } from "./evaluate.ts";

/** Evaluates a resource's policy for a caller; if there is no policy, the verdict is an implicit deny. */
export function resourceVerdict(
  policy: string | undefined,
  owner: string,
  principal: Principal,
  request: AccessRequest,
): Verdict {
  if (policy === undefined) return "implicit-deny";
  return verdictForCaller(owner, principal, (requester) => evaluateResource(policy, request, requester));
}

/**
 * Evaluates a policy for every principal name that identifies the caller. For a caller from another account, it is
 * enough that the policy allows that account. For a caller from the owner's account, it is not enough: a policy that
 * names the owner's account only delegates to that account's identity policies
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function verdictForCaller(
  owner: string,
  principal: Principal,
  evaluate: (requester: Requester) => Verdict,
): Verdict {
  if (principal.type === "anonymous") return evaluate({ type: "anonymous" });
  const { arn, userId, roleArn, account } = principal;
  const [id = ""] = userId.split(":");
  const names = roleArn === undefined ? [arn, id] : [arn, roleArn, id];
  const verdicts = (accountId: string) => names.map((name) => evaluate({ type: "aws", arn: name, account: accountId }));
  if (verdicts(account).includes("explicit-deny")) return "explicit-deny";
  return verdicts(account === owner ? "" : account).includes("allow") ? "allow" : "implicit-deny";
}
