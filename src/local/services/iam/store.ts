import { randomBytes } from "node:crypto";
import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";

/** IAM's records. IAM is global: one set for all regions. */
export interface IamData {
  /** Keyed by access key ID. */
  readonly users: Record<string, UserRecord>;
  /** Keyed by role name in lower case, because role names are unique regardless of case. */
  readonly roles: Record<string, RoleRecord>;
  /** The hex-encoded key that session credentials are derived from. */
  readonly sessionKey: string;
}

interface UserRecord {
  readonly arn: string;
  readonly userId: string;
  readonly secretAccessKey: string;
  readonly policies: readonly string[];
}

export interface RoleRecord {
  readonly name: string;
  readonly arn: string;
  readonly roleId: string;
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  description: string | undefined;
  maxSessionDuration: number;
  trustPolicy: string;
  /**
   * The previous trust policy (undefined for a new role), and when it was replaced. For a few seconds after that, other
   * services still use the previous policy.
   */
  trustBefore?: { readonly policy: string | undefined; readonly until: number } | undefined;
  /** When an inline policy was last added or replaced. */
  policiesChangedAt?: number | undefined;
  /** Inline policies by name. */
  readonly policies: Record<string, string>;
  attachedPolicyArns: string[];
  /** The ARN of a policy. */
  permissionsBoundary?: string | undefined;
  tags: Record<string, string>;
}

export function openIamStore(directory: string | undefined): Store<IamData> {
  const empty = { users: {}, roles: {}, sessionKey: randomBytes(32).toString("hex") };
  return openStore<IamData>(directory, "iam", empty, SHAPES);
}

const SHAPES: RecordShapes = {
  "users.*": { arn: "string", userId: "string", secretAccessKey: "string", policies: "array" },
  "roles.*": {
    name: "string",
    arn: "string",
    trustPolicy: "string",
    policies: "object",
    attachedPolicyArns: "array",
    tags: "object",
  },
};
