import { conditionHolds, matchesPattern } from "./condition.ts";
import { type PrincipalPattern, parsePolicy, type Statement } from "./document.ts";

/** An action on a resource, with the condition keys of the request. */
export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** The sender of the request: an anonymous caller, an AWS principal, or a service. */
export type Requester =
  | { readonly type: "anonymous" }
  | { readonly type: "aws"; readonly arn: string; readonly account: string }
  | { readonly type: "service"; readonly name: string };

export type Verdict = "allow" | "explicit-deny" | "implicit-deny";

/** Evaluates the identity policies of one principal together. */
export function evaluateIdentity(policies: readonly string[], request: AccessRequest): Verdict {
  const statements = policies.flatMap((text) => parsePolicy(text, "identity").statements);
  return verdict(statements.filter((statement) => applies(statement, request)));
}

/** Evaluates a policy that is attached to a resource and names principals. */
export function evaluateResource(policy: string, request: AccessRequest, requester: Requester): Verdict {
  const { statements } = parsePolicy(policy, "resource");
  return verdict(
    statements.filter(
      (statement) => namesRequester(statement.principals ?? [], requester) && applies(statement, request),
    ),
  );
}

/** Evaluates a role's trust policy, which names the principals that may assume the role. */
export function evaluateTrust(
  policy: string,
  context: Readonly<Record<string, string>>,
  requester: Requester,
): Verdict {
  const { statements } = parsePolicy(policy, "trust");
  return verdict(
    statements.filter(
      (statement) =>
        namesRequester(statement.principals ?? [], requester) &&
        namesAction(statement, "sts:AssumeRole") &&
        conditionsHold(statement, context),
    ),
  );
}

/** IAM's rule for the statements that apply: an explicit deny, otherwise any allow, otherwise an implicit deny. */
function verdict(statements: readonly Statement[]): Verdict {
  if (statements.some((statement) => statement.effect === "Deny")) return "explicit-deny";
  return statements.length > 0 ? "allow" : "implicit-deny";
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    namesAction(statement, request.action) &&
    namesResource(statement, request.resource) &&
    conditionsHold(statement, request.context ?? {})
  );
}

function namesAction(statement: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesPattern(action.toLowerCase(), pattern.toLowerCase());
  return statement.actions.length > 0 ? statement.actions.some(matches) : !statement.notActions.some(matches);
}

function namesResource(statement: Statement, resource: string): boolean {
  const matches = (pattern: string) => matchesPattern(resource, pattern);
  return statement.resources.length > 0 ? statement.resources.some(matches) : !statement.notResources.some(matches);
}

function conditionsHold(statement: Statement, context: Readonly<Record<string, string>>): boolean {
  return statement.conditions.every(([operator, key, accepted]) => conditionHolds(operator, key, accepted, context));
}

function namesRequester(principals: readonly PrincipalPattern[], requester: Requester): boolean {
  return principals.some((principal) => {
    if (principal.type === "Any") return true;
    if (principal.type === "Service") return requester.type === "service" && principal.value === requester.name;
    if (requester.type !== "aws") return false;
    const root = `arn:aws:iam::${requester.account}:root`;
    return principal.value === requester.arn || principal.value === requester.account || principal.value === root;
  });
}
