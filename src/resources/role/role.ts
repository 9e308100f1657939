import {
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { ROLE_PATH } from "../../aws/names.ts";
import { type Tags, tagList, tagRecord } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import type { Resource, StandaloneResource } from "../../engine/resource.ts";
import { retryWhile } from "../../engine/wait.ts";
import { canonicalJson } from "../compare.ts";
import { managed } from "../managed.ts";
import { deleteRole } from "./delete-role.ts";

export interface RoleState {
  /** Unique forever: a role that is recreated under the same name has another. */
  readonly roleId: string;
  readonly description: string | undefined;
  /** Canonical JSON, like `policy`. */
  readonly trustPolicy: string;
  readonly policy: string | undefined;
  /** The ARN of a policy. */
  readonly permissionsBoundary: string | undefined;
  readonly tags: Tags;
}

export interface RoleInput {
  readonly cloud: Cloud;
  readonly id: string;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly description: string;
  /** The ARN of the function that Lambda may assume the role for. */
  readonly functionArn: string;
  readonly statements: readonly PolicyStatement[];
  /** The ARN of a policy, or `none`; undefined keeps the current one, and creates a role without. */
  readonly permissionsBoundary: string | undefined;
  readonly needs?: readonly Resource[];
  readonly updateAfter?: readonly Resource[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** The name of the one policy that each role has. */
export const INLINE_POLICY = "least-privilege";
/** As a setting: roles without a boundary. */
export const NO_BOUNDARY = "none";

/** An IAM role with one inline policy, for the account's own resources: what its function needs, and nothing else. */
export function role(input: RoleInput): StandaloneResource<RoleState> {
  const { cloud, name, description, functionArn, statements, permissionsBoundary, ...owned } = input;
  const { iam } = cloud;
  const RoleName = name;
  const inline = { RoleName, PolicyName: INLINE_POLICY };
  const trustPolicy = trustPolicyFor("lambda.amazonaws.com", { account: cloud.account, functionArn });
  const policy = canonicalJson({ Version: "2012-10-17", Statement: statements });
  const boundary = boundaryFor(permissionsBoundary);
  const settled = <Done>(action: () => Promise<Done>) => whileIamSettles(cloud, action);
  return managed({
    ...owned,
    kind: "IAM role",
    name,
    desired: { description, trustPolicy, policy, ...boundary },

    async observe() {
      const found = await undefinedOn(iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException");
      if (!found) return undefined;
      const { Role } = found;
      const tags = tagRecord(Role?.Tags);
      const state = async (): Promise<RoleState> => {
        const attached = await undefinedOn(iam.send(new GetRolePolicyCommand(inline)), "NoSuchEntityException");
        return {
          roleId: Role?.RoleId ?? "",
          description: Role?.Description,
          trustPolicy: normalized(Role?.AssumeRolePolicyDocument ?? ""),
          policy: attached && normalized(attached.PolicyDocument ?? ""),
          permissionsBoundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
          tags,
        };
      };
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
      const { permissionsBoundary } = boundary;
      return { roleId, description, trustPolicy, policy: undefined, permissionsBoundary, tags };
    },
    alreadyExists: (error) => isAwsError(error, "EntityAlreadyExistsException"),

    set: {
      // First: an organization can require it for everything else.
      permissionsBoundary: () => settled(() => putBoundary(cloud, name, boundary.permissionsBoundary)),
      description: () => settled(() => iam.send(new UpdateRoleCommand({ RoleName, Description: description }))),
      trustPolicy: () =>
        settled(() => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustPolicy }))),
      policy: () => settled(() => iam.send(new PutRolePolicyCommand({ ...inline, PolicyDocument: policy }))),
    },

    tag: (tags) => settled(() => iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) }))),

    async remove() {
      await deletedUnlessMissing(iam.send(new DeleteRolePolicyCommand(inline)), "NoSuchEntityException");
      const isBusy = (error: unknown) =>
        isAwsError(error, "ConcurrentModificationException", "DeleteConflictException");
      await retryWhile(cloud, IAM_SETTLES, isBusy, () => deleteRole(iam, name));
    },
    alreadyGone: (error) => isAwsError(error, "NoSuchEntityException"),
  });
}

/** The desired boundary of a role; nothing if no setting was ever given. */
export function boundaryFor(setting: string | undefined): { readonly permissionsBoundary?: string | undefined } {
  return setting === undefined ? {} : { permissionsBoundary: setting === NO_BOUNDARY ? undefined : setting };
}

async function putBoundary({ iam }: Cloud, RoleName: string, boundary: string | undefined): Promise<void> {
  if (boundary === undefined) await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary }));
}

/**
 * A trust policy in canonical JSON: one service may assume the role; with a source, only for that function and its
 * versions, in that account (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). Lambda names both
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/model-customize-open-weight-prereq.html); API Gateway names neither
 * (https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/479).
 */
export function trustPolicyFor(
  service: string,
  source?: { readonly account: string; readonly functionArn: string },
): string {
  const Condition = source && {
    StringEquals: { "aws:SourceAccount": source.account },
    ArnLike: { "aws:SourceArn": [source.functionArn, `${source.functionArn}:*`] },
  };
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return canonicalJson({ Version: "2012-10-17", Statement: [{ ...statement, ...(Condition && { Condition }) }] });
}

/** IAM encodes the policies in its responses (RFC 3986); two texts with one meaning must compare equal. */
function normalized(encoded: string): string {
  return canonicalJson(JSON.parse(decodeURIComponent(encoded)));
}

const IAM_SETTLES = { for: "IAM to settle", seconds: 30 };

/**
 * Retries while a new role is unknown, or concurrent changes conflict
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export function whileIamSettles<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const isRetryable = (error: unknown) => isAwsError(error, "NoSuchEntityException", "ConcurrentModificationException");
  return retryWhile(cloud, IAM_SETTLES, isRetryable, action);
}
