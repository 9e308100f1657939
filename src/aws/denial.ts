import { requiredCondition } from "./conditions.ts";
import { ROLE_PATH } from "./names.ts";
import { findRequiredPermissions } from "./s3-permissions.ts";

/** A call that AWS denied. */
export interface Denial {
  /** The missing permissions, such as `s3:CreateBucket`; empty if neither the message nor the call shows them. */
  readonly actions: readonly string[];
  /** ARNs, or `*`. */
  readonly resources: readonly string[];
  readonly policy: DenyingPolicy;
  /** Whether a statement with `"Effect": "Deny"` is the reason. If so, adding an Allow does not help. */
  readonly isExplicit: boolean;
}

/** The kind of policy that denied a call; `unknown` (usually an identity-based policy) if AWS gives no reason. */
export type DenyingPolicy =
  | "identity"
  | "boundary"
  | "session"
  | "organization"
  | "resource"
  | "endpoint"
  | "public-access-block"
  | "unknown";

/** A statement that can be pasted into an IAM policy. */
export interface AllowStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** Whether an error means that the caller has no permission for the call. */
export function isDenial(error: unknown): error is Error {
  return error instanceof Error && DENIED.test(error.name);
}

/** API Gateway sends UnauthorizedException. */
const DENIED = /^(AccessDenied|UnauthorizedOperation|UnauthorizedException|AuthorizationError|Forbidden)/;

/** Parses a denial from AWS. */
export function parseDenial(error: Error): Denial {
  const { message } = error;
  const { action, quoted, resource, rest = "" } = NAMED.exec(message)?.groups ?? {};
  const isExplicit = /explicit deny/i.test(message);
  if (action === undefined) {
    const { actions = [], resources = ["*"] } = findRequiredPermissions(error) ?? {};
    return { actions, resources, policy: policyIn(message), isExplicit };
  }
  return { actions: [action], resources: arnsOf(quoted ?? resource, message), policy: policyIn(rest), isExplicit };
}

/**
 * A message that names the denied action
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html). The message names no resource if
 * the action has no resource type. S3 quotes the resource, and IAM can name a role without its ARN ("role todo").
 */
const NAMED =
  /not authorized to perform:? (?<action>[\w-]+:\w+)(?: on resource: (?:"(?<quoted>[^"]+)"|(?<resource>(?:role )?\S+?)))?(?<rest>[.,;]?(?:\s.*)?)$/s;

function arnsOf(resource: string | undefined, message: string): readonly string[] {
  if (resource === undefined) return ["*"];
  const role = /^role (.+)/.exec(resource)?.[1];
  if (role === undefined) return [resource];
  const [, partition = "aws", account = "*"] = /arn:([\w-]+):(?:iam|sts)::(\d{12}):/.exec(message) ?? [];
  return ["/", ROLE_PATH].map((path) => `arn:${partition}:iam::${account}:role${path}${role}`);
}

/**
 * The kinds of policies, and the words in AWS's messages that identify them, as in "because no permissions boundary
 * allows" and "in a service control policy".
 */
const POLICIES: readonly (readonly [words: RegExp, policy: DenyingPolicy])[] = [
  [/permissions boundary/i, "boundary"],
  [/(service|resource) control policy|organization/i, "organization"],
  [/session policy/i, "session"],
  [/VPC endpoint policy/i, "endpoint"],
  [/resource-based policy|trust policy/i, "resource"],
  [/public policies|Block ?Public/i, "public-access-block"],
  [/identity-based policy/i, "identity"],
];

function policyIn(text: string): DenyingPolicy {
  return POLICIES.find(([words]) => words.test(text))?.[1] ?? "unknown";
}

/** The statement to add to the denying policy; undefined if an Allow does not help or the permission is unknown. */
export function statementFor({ actions, resources, policy, isExplicit }: Denial): AllowStatement | undefined {
  if (actions.length === 0 || isExplicit || !ALLOW_HELPS.includes(policy)) return undefined;
  const Condition = requiredCondition(actions, resources);
  return { Effect: "Allow", Action: actions, Resource: resources.map(withAllRoutes), ...(Condition && { Condition }) };
}

/** Widens the ARN of one method and path to all methods and paths of the stage, because later requests use others. */
function withAllRoutes(resource: string): string {
  return resource.replace(/^(arn:[\w-]+:execute-api:[^/]+\/[^/]+)\/.+/, "$1/*");
}

const ALLOW_HELPS: readonly DenyingPolicy[] = ["identity", "boundary", "session", "unknown"];
