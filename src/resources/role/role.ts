import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { ROLE_PATH } from "../../aws/names.ts";
import { tagList, tagRecord } from "../../aws/ownership.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { policyText } from "../compare.ts";
import { KIND } from "../kinds.ts";
import { managed, type Owned, type Tagged } from "../managed.ts";
import { deleteRole } from "./delete-role.ts";
import { findRole } from "./find-role.ts";
import { boundaryFor, putBoundary } from "./permissions-boundary.ts";
import { decodePolicy, type PolicyStatement, trustPolicyFor } from "./policy-text.ts";
import { whileIamSettles } from "./while-iam-settles.ts";

export interface RoleState extends Tagged {
  /** Never reused: a role that is recreated under the same name has a different ID. */
  readonly roleId: string;
  readonly description: string | undefined;
  /** Canonical JSON. */
  readonly trustPolicy: string | undefined;
  /** Canonical JSON. */
  readonly policy: string | undefined;
  /** The ARN of a policy. */
  readonly permissionsBoundary: string | undefined;
}

interface RoleInput extends Owned {
  readonly id: string;
  readonly description: string;
  /** The ARN of the function that uses the role. Lambda may assume the role only for this function. */
  readonly functionArn: string;
  readonly statements: readonly PolicyStatement[];
  /**
   * The ARN of a policy, or `none`. If undefined, an existing role keeps its boundary, and a new role is created
   * without a boundary.
   */
  readonly permissionsBoundary: string | undefined;
}

/** The name of the only policy of each function's role. */
export const INLINE_POLICY = "least-privilege";
const MISSING = "NoSuchEntityException";

/** The IAM role of a function, with one inline policy that grants only the permissions that the function needs. */
export function role(input: RoleInput): StandaloneResource<RoleState> {
  const { cloud, name: RoleName, description, functionArn, statements } = input;
  const { iam } = cloud;
  const inline = { RoleName, PolicyName: INLINE_POLICY };
  const trustPolicy = trustPolicyFor("lambda.amazonaws.com", { account: cloud.account, functionArn });
  const policy = policyText(...statements);
  const boundary = boundaryFor(input.permissionsBoundary);
  return managed({
    ...input,
    kind: KIND.role,
    desired: { description, trustPolicy, policy, ...boundary },

    async observe() {
      const found = await findRole(cloud, RoleName);
      if (!found) return undefined;
      const tags = tagRecord(found.Tags);
      const state = async () => ({
        roleId: found.RoleId ?? "",
        description: found.Description,
        trustPolicy: decodePolicy(found.AssumeRolePolicyDocument),
        policy: decodePolicy((await undefinedOn(iam.send(new GetRolePolicyCommand(inline)), MISSING))?.PolicyDocument),
        permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
        tags,
      });
      return { tags, state };
    },

    async create(tags) {
      const command = new CreateRoleCommand({
        RoleName,
        Path: ROLE_PATH,
        Description: description,
        AssumeRolePolicyDocument: trustPolicy,
        PermissionsBoundary: boundary.permissionsBoundary,
        Tags: tagList(tags),
      });
      const roleId = (await iam.send(command)).Role?.RoleId ?? "";
      return { roleId, description, trustPolicy, policy: undefined, permissionsBoundary: undefined, ...boundary, tags };
    },
    alreadyExists: (error) => isAwsError(error, "EntityAlreadyExistsException"),

    set: {
      // Set first, because an organization can require a boundary for all other changes.
      permissionsBoundary: () => putBoundary(cloud, RoleName, boundary.permissionsBoundary),
      description: () => iam.send(new UpdateRoleCommand({ RoleName, Description: description })),
      trustPolicy: () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustPolicy })),
      policy: () => iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: policy })),
    },
    tag: (tags) => iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) })),
    retry: (change) => whileIamSettles(cloud, change),

    async remove() {
      await deletedUnlessMissing(iam.send(new DeleteRolePolicyCommand(inline)), MISSING);
      await whileIamSettles(cloud, () => deleteRole(iam, RoleName), "DeleteConflictException");
    },
  });
}
