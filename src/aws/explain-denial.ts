import type { Next } from "../errors.ts";
import { listWithAnd } from "../text/word-list.ts";
import { type Denial, type DenyingPolicy, statementFor } from "./denial.ts";

/** A denial as text and as data for `--json`, with suggested commands. */
interface ExplainedDenial {
  readonly text: string;
  readonly denied: object;
  readonly next: readonly Next[];
}

/** Explains a denial: AWS's message, then advice. */
export function explainDenial(denial: Denial, message: string): ExplainedDenial {
  const { actions, resources, policy, isExplicit } = denial;
  const statement = statementFor(denial);
  const isNamed = actions.every((action) => message.includes(action));
  const required = isNamed ? "" : ` (the call requires ${listWithAnd(actions)} on ${listWithAnd(resources)})`;
  const advice = statement ? `${WHERE_TO_ADD[policy]}: ${JSON.stringify(statement)}` : adviceFor(denial, message);
  return {
    text: `${message.replace(/\.$/, "")}${required}. ${advice}`,
    denied: { actions, resources, policy, explicitDeny: isExplicit, ...(statement && { statement }) },
    next: statement || actions.length === 0 ? [POLICY] : [],
  };
}

const POLICY: Next = { command: "todo-api policy", comment: "print every permission that todo-api needs" };

const TO_IDENTITY = "Add this statement to a policy attached to the user or role";
const WHERE_TO_ADD: Readonly<Partial<Record<DenyingPolicy, string>>> = {
  identity: TO_IDENTITY,
  unknown: TO_IDENTITY,
  boundary:
    "The permissions boundary limits the user or role, regardless of its own policies. Add this statement to the boundary",
  session:
    "The session policy limits these credentials, regardless of the role's policies. Request credentials whose session policy has this statement",
};

function adviceFor({ policy, isExplicit }: Denial, message: string): string {
  if (isExplicit && (policy === "identity" || policy === "unknown"))
    return "A Deny overrides every Allow: remove that Deny statement, or exclude this resource from it.";
  const [, table] = / on resource: (arn:\S+:table\/\S+)/.exec(message) ?? [];
  if (policy === "resource" && table !== undefined) return tableAdvice(table);
  if (policy !== "identity" && policy !== "unknown") return DECIDED_ELSEWHERE[policy];
  if (/encoded authorization failure message/i.test(message))
    return "`aws sts decode-authorization-message` shows the missing permission.";
  return "AWS does not name the missing permission: compare the policies of these credentials with the permissions that todo-api needs.";
}

function tableAdvice(arn: string): string {
  return `With --table-policy, only the stack's functions, the root user and the credentials of the last deploy can access the table: use those credentials, or remove the policy as the root user: \`aws dynamodb delete-resource-policy --resource-arn ${arn} --profile <root>\``;
}

const DECIDED_ELSEWHERE: Readonly<Record<Exclude<DenyingPolicy, "identity" | "unknown">, string>> = {
  boundary:
    "The permissions boundary does not permit the call, so no identity-based policy can allow it: change the boundary, or use another profile.",
  session:
    "The session policy does not permit the call, so the role's policies cannot allow it: request credentials with another session policy.",
  organization:
    "The organization does not permit the call, so no IAM policy in this account can allow it: ask the administrators of the organization, or use another account or region.",
  resource: "The resource's policy does not permit the call: change that policy, or use other credentials.",
  endpoint: "The VPC endpoint policy does not permit the call: change that policy, or connect without the endpoint.",
  "public-access-block":
    "No IAM policy can allow the call: turn off Block Public Access for the bucket and the account, or deploy with --website api.",
};
