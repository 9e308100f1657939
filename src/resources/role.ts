import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { Cloud } from "../aws/cloud.ts";
import { ROLE_PATH } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, tagList, tagRecord, tagsToUpdate } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { retryWhile } from "../engine/wait.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { canonicalJson, changesOf, compareFields, compareTags } from "./compare.ts";
import { fieldMatchesLastDeploy, withFingerprints } from "./fingerprints.ts";

export interface RoleState {
  /** Unique for ever: a role that is made again under the same name has another. */
  readonly roleId: string;
  readonly description: string | undefined;
  /** Canonical JSON, as is the policy. */
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
  /** The service that may assume the role: `lambda.amazonaws.com`. */
  readonly service: string;
  /** The account for whose resources the service may assume the role. */
  readonly sourceAccount: string;
  readonly statements: readonly PolicyStatement[];
  /** The ARN of a policy, or `none`; undefined leaves it as it is, and a new role without. */
  readonly permissionsBoundary: string | undefined;
  readonly needs?: readonly Resource[];
  readonly changedAfter?: readonly Resource[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

const POLICY_NAME = "least-privilege";
/** As a setting: roles without a boundary. */
export const NO_BOUNDARY = "none";

/** An IAM role with one inline policy: what its function needs and nothing else. */
export function role({
  cloud,
  id,
  name,
  stack,
  description,
  service,
  statements,
  ...input
}: RoleInput): StandaloneResource<RoleState> {
  const kind = "IAM role";
  const trustPolicy = trustPolicyFor(service, input.sourceAccount);
  const policy = canonicalJson({ Version: "2012-10-17", Statement: statements });
  const boundary = boundaryFor(input.permissionsBoundary);
  const wants = { description, trustPolicy, policy, ...boundary };
  const tags = withFingerprints(input.tags, wants);
  return {
    id,
    kind,
    name,
    needs: input.needs ?? [],
    updateAfter: input.changedAfter ?? [],

    async read() {
      const found = await undefinedOn(cloud.iam.send(new GetRoleCommand({ RoleName: name })), "NoSuchEntityException");
      if (!found) return undefined;
      const actual = tagRecord(found.Role?.Tags);
      if (!isOurs(actual, stack)) throw foreignResource(kind, name, stack);
      const inline = await undefinedOn(
        cloud.iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: POLICY_NAME })),
        "NoSuchEntityException",
      );
      return {
        roleId: found.Role?.RoleId ?? "",
        description: found.Role?.Description,
        trustPolicy: normalised(found.Role?.AssumeRolePolicyDocument ?? ""),
        policy: inline && normalised(inline.PolicyDocument ?? ""),
        permissionsBoundary: found.Role?.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: actual,
      };
    },

    async create() {
      const { permissionsBoundary } = boundary;
      try {
        const input = {
          RoleName: name,
          Path: ROLE_PATH,
          Description: description,
          AssumeRolePolicyDocument: trustPolicy,
          PermissionsBoundary: permissionsBoundary,
          Tags: tagList(tags),
        };
        const { Role } = await cloud.iam.send(new CreateRoleCommand(input));
        const roleId = Role?.RoleId ?? "";
        return { roleId, description, trustPolicy, policy: undefined, permissionsBoundary, tags };
      } catch (error) {
        if (isAwsError(error, "EntityAlreadyExistsException")) return undefined;
        throw error;
      }
    },

    diff: (state) => [...compareFields({ ...state }, wants), ...compareTags(state.tags, tags)],

    matchesLastDeploy: (state, field) => fieldMatchesLastDeploy(state.tags, field, wants, tags),

    async update(_context, state, changes) {
      const { iam } = cloud;
      // First: an organization can demand it for all that follows.
      if (changesOf(changes, "permissionsBoundary").length > 0)
        await whileIamSettles(cloud, () => putBoundary(iam, name, boundary.permissionsBoundary));
      if (changesOf(changes, "description").length > 0)
        await whileIamSettles(cloud, () =>
          iam.send(new UpdateRoleCommand({ RoleName: name, Description: description })),
        );
      if (changesOf(changes, "trustPolicy").length > 0)
        await whileIamSettles(cloud, () =>
          iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: trustPolicy })),
        );
      if (changesOf(changes, "policy").length > 0)
        await whileIamSettles(cloud, () =>
          iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: POLICY_NAME, PolicyDocument: policy })),
        );
      const wrong = tagsToUpdate(state.tags, tags);
      if (Object.keys(wrong).length > 0)
        await whileIamSettles(cloud, () => iam.send(new TagRoleCommand({ RoleName: name, Tags: tagList(wrong) })));
    },

    async remove() {
      const { iam } = cloud;
      const found = await undefinedOn(iam.send(new GetRoleCommand({ RoleName: name })), "NoSuchEntityException");
      if (!found) return false;
      if (!isOurs(tagRecord(found.Role?.Tags), stack)) throw foreignResource(kind, name, stack);
      const policy = new DeleteRolePolicyCommand({ RoleName: name, PolicyName: POLICY_NAME });
      await deletedUnlessMissing(iam.send(policy), "NoSuchEntityException");
      return retryWhile(
        cloud,
        IAM_SETTLES,
        (error) => isAwsError(error, ...BUSY),
        () => deleteRole(iam, name),
      );
    },
  };
}

/** What is desired of a role's boundary: nothing where no setting was ever given. */
export function boundaryFor(setting: string | undefined): { readonly permissionsBoundary?: string | undefined } {
  return setting === undefined ? {} : { permissionsBoundary: setting === NO_BOUNDARY ? undefined : setting };
}

async function putBoundary(iam: IAMClient, RoleName: string, PermissionsBoundary: string | undefined): Promise<void> {
  if (PermissionsBoundary === undefined) await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
  else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
}

/**
 * A trust policy, in canonical JSON, that lets one service assume the role; with an account, for that account's resources only
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html). That works where the service tells the account, as Lambda does.
 */
export function trustPolicyFor(service: string, sourceAccount?: string): string {
  const Condition = sourceAccount && { StringEquals: { "aws:SourceAccount": sourceAccount } };
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return canonicalJson({ Version: "2012-10-17", Statement: [{ ...statement, ...(Condition && { Condition }) }] });
}

/** Deletes a role; policies that others gave it go first: IAM refuses while it has any (DeleteConflict). Answers false if it is gone already. */
export async function deleteRole(iam: IAMClient, RoleName: string): Promise<boolean> {
  const deletion = () => deletedUnlessMissing(iam.send(new DeleteRoleCommand({ RoleName })), "NoSuchEntityException");
  try {
    return await deletion();
  } catch (error) {
    if (!isAwsError(error, "DeleteConflictException")) throw error;
  }
  await removePolicies(iam, RoleName);
  return deletion();
}

async function removePolicies(iam: IAMClient, RoleName: string): Promise<void> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames)
    await deletedUnlessMissing(
      iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
      "NoSuchEntityException",
    );
  for (const { PolicyArn } of AttachedPolicies)
    await deletedUnlessMissing(iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })), "NoSuchEntityException");
}

/**
 * Returns a check that throws when a role is gone: several reads in a row miss it, for longer than IAM's reads lag behind its writes
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export function watchRole(cloud: Cloud, RoleName: string): () => Promise<void> {
  let missing: { readonly since: number; readonly reads: number } | undefined;
  return async () => {
    if (await undefinedOn(cloud.iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException")) {
      missing = undefined;
      return;
    }
    missing = { since: missing?.since ?? cloud.now(), reads: (missing?.reads ?? 0) + 1 };
    if (missing.reads >= ABSENT_READS && cloud.now() - missing.since >= ABSENT_SECONDS * 1000) throw roleGone(RoleName);
  };
}

const ABSENT_READS = 3;
const ABSENT_SECONDS = 12;

function roleGone(name: string): TodoApiError {
  return new TodoApiError(
    "role-gone",
    EXIT.failure,
    `The IAM role ${name} is gone: something removed it during this deploy, such as a destroy that runs beside it. When that has ended, deploy again.`,
  );
}

/** IAM's answers encode policies (RFC 3986); two texts that mean the same must read the same. */
function normalised(encoded: string): string {
  return canonicalJson(JSON.parse(decodeURIComponent(encoded)));
}

const IAM_SETTLES = { for: "IAM to settle", seconds: 30 };
const BUSY = ["ConcurrentModificationException", "DeleteConflictException"];

/** A role that was just made can be unknown for a moment, and two changes at the same time conflict (aws-behaviour 3). */
export function whileIamSettles<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) => isAwsError(error, "NoSuchEntityException", "ConcurrentModificationException");
  return retryWhile(cloud, IAM_SETTLES, mends, action);
}
