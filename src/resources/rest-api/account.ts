import { GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  type Role,
} from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { ROLE_PATH, roleArn } from "../../aws/names.ts";
import { isOurs, tagRecord } from "../../aws/ownership.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import { addNote } from "../../engine/notes.ts";
import { reportWait } from "../../engine/report-wait.ts";
import type { Resource, ResourceContext, StandaloneResource } from "../../engine/resource.ts";
import { isTimeout, retryWhile } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { listLogGroups } from "../log-group-listings.ts";
import { deleteRole } from "../role/delete-role.ts";
import { trustPolicyFor, whileIamSettles } from "../role/role.ts";
import { listRestApis } from "./find-rest-api.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** The role that API Gateway writes logs with, as the account has it; undefined where it may have none, and stages are deployed without a log. */
export interface AccountState {
  readonly roleArn: string | undefined;
}

export interface AccountInput {
  readonly cloud: Cloud;
  readonly region: string;
  /** The ARN of a policy. */
  readonly permissionsBoundary?: string | undefined;
  readonly stack: StackName;
  /** Made with roles as new as this one. */
  readonly functions: readonly Resource[];
  /** Whether the last deploy had to leave the stage without an access log. */
  isDeployedWithoutLog(): Promise<boolean>;
}

const ROLES_KNOWN = "IAM to make new roles known";
const SHARED_TAG = "todo-api:shared";
/** API Gateway accepts a fresh role after 10-30 s as a rule (aws-behaviour 1.6). */
const ACCOUNT_ROLE_SECONDS = 180;
/** UpdateAccount is accepted once in so many seconds, and a rejected call counts (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const UPDATE_ACCOUNT_SECONDS = 20;

/**
 * API Gateway's account-wide role for CloudWatch: one per account and region, shared by every API there. A role that works is used as it is;
 * ours is made only when there is none (or it names a role that is gone), and removed only when no other API is left in the region.
 */
export function apiGatewayAccount({
  cloud,
  region,
  stack,
  functions,
  ...input
}: AccountInput): StandaloneResource<AccountState> {
  const ourRole = sharedRoleName(region);
  return {
    id: "api-gateway-account",
    scope: "account",
    kind: ACCOUNT_ROLE,
    name: ourRole,
    needs: [],

    async read() {
      const arn = await configuredRole(cloud);
      if (arn !== undefined && (await roleExists(cloud, arn))) return { roleArn: arn };
      return (await input.isDeployedWithoutLog()) ? { roleArn: undefined } : undefined;
    },

    /** An organization may forbid it: then the stack is deployed without an access log. */
    async create(work) {
      // What needs the role waits for it by itself, and has something to do before.
      work.release();
      try {
        return { roleArn: await giveRole(work) };
      } catch (error) {
        const why = whyImpossible(error);
        if (why === undefined) throw error;
        addNote(
          `API Gateway has no role for logs in this account and region, so that the API is deployed without an access log: ${why} The next deploy tries again, and uses a role that an administrator sets.`,
        );
        return { roleArn: undefined };
      }
    },

    isTriedAgain: ({ roleArn }) => roleArn === undefined,
    diff: () => [],
    matchesLastDeploy: () => true,
    update: async () => {},

    async remove() {
      const role = await findOwnRole(cloud);
      if (role === undefined) return (await isDangling()) && releaseRole();
      if (!(await releaseRole())) return false;
      const isRemoved = await removeRole();
      await removeWelcomeGroup(cloud, role);
      return isRemoved;
    },
  };

  async function giveRole(work: ResourceContext): Promise<string> {
    const arn = await ensureRole(cloud, ourRole, input.permissionsBoundary);
    await untilRolesAreKnown(work);
    await whileRoleIsNew(cloud, async () => {
      try {
        await setAccountRole(cloud, arn);
      } catch (error) {
        // All stacks of the region share the role: a destroy of another one may have taken it away, and then no waiting helps.
        if (isRoleNew(error) && !(await roleExists(cloud, arn)))
          await ensureRole(cloud, ourRole, input.permissionsBoundary);
        throw error;
      }
    });
    return arn;
  }

  /**
   * UpdateAccount is taken once in 20 s, and a try that comes too early counts. Roles that were made at the same time become known at about the same
   * time: when Lambda has taken those of its functions, this one is likely to be known too.
   */
  async function untilRolesAreKnown(work: ResourceContext): Promise<void> {
    const startedAt = cloud.now();
    reportWait(ROLES_KNOWN, 0);
    await work.waitFor(functions);
    reportWait(ROLES_KNOWN, cloud.now() - startedAt);
  }

  /** Takes our role out of the account's settings, unless another API needs it there or API Gateway does not give it back; answers whether it is out. */
  async function releaseRole(): Promise<boolean> {
    if ((await configuredRole(cloud)) !== roleArn(cloud, ourRole)) return true;
    const all = await retryOnConflict(cloud, "GetRestApis", () => listRestApis(cloud.apigateway));
    if (all.some(({ tags }) => !isOurs(tags ?? {}, stack))) return false;
    try {
      await setAccountRole(cloud, "");
      return true;
    } catch (error) {
      if (isAwsError(error, "BadRequestException")) return false;
      throw error;
    }
  }

  /** Whether the account names a role of ours that does not exist: another run deleted it while a deploy set it. */
  async function isDangling(): Promise<boolean> {
    const ours = roleArn(cloud, ourRole);
    return (await configuredRole(cloud)) === ours && !(await roleExists(cloud, ours));
  }

  async function removeRole(): Promise<boolean> {
    const policy = new DetachRolePolicyCommand({ RoleName: ourRole, PolicyArn: logsPolicyArn(cloud) });
    await deletedUnlessMissing(cloud.iam.send(policy), "NoSuchEntityException");
    return deleteRole(cloud.iam, ourRole);
  }
}

/** Why the account cannot get a role, as a sentence: it is denied, ours is another's, or API Gateway never accepts it. */
function whyImpossible(error: unknown): string | undefined {
  if (isAwsError(error, "AccessDenied", "AccessDeniedException")) return `${error.message.replace(/\.?$/, ".")}`;
  const isKnown = error instanceof Error && (isForeign(error) || isTimeout(error));
  return isKnown ? error.message.replace(/\.?$/, ".") : undefined;
}

/** What this resource's role makes API Gateway create, when an account gets its first role: without a retention, and of no use. */
const WELCOME_GROUP = "/aws/apigateway/welcome";

/** The group, where it was created with our role and not before. */
export async function findWelcomeGroup(cloud: Cloud, { CreateDate }: Role): Promise<string | undefined> {
  const groups = await listLogGroups(cloud.logs, { logGroupNamePrefix: WELCOME_GROUP });
  const { creationTime } = groups.find(({ logGroupName }) => logGroupName === WELCOME_GROUP) ?? {};
  // IAM tells whole seconds.
  return creationTime !== undefined && CreateDate && creationTime >= CreateDate.getTime() ? WELCOME_GROUP : undefined;
}

async function removeWelcomeGroup(cloud: Cloud, role: Role): Promise<void> {
  const logGroupName = await findWelcomeGroup(cloud, role);
  if (logGroupName === undefined) return;
  const removal = deletedUnlessMissing(
    cloud.logs.send(new DeleteLogGroupCommand({ logGroupName })),
    "ResourceNotFoundException",
  );
  const isAllowed = await undefinedOn(
    removal.then(() => true),
    "AccessDeniedException",
  );
  addNote(
    isAllowed
      ? `The log group ${logGroupName}, which API Gateway created with the role for logs, was deleted with it.`
      : `The log group ${logGroupName}, which API Gateway created with the role for logs, is left: these credentials may not delete it.`,
  );
}

function sharedRoleName(region: string): string {
  return `todo-api-shared-api-gateway-logs-${region}`;
}

/** What this resource is called where it is listed. */
export const ACCOUNT_ROLE = "API Gateway account role";

/**
 * The role of our name that has our tag. IAM denies access to an absent role where a policy names it by its path, for an absent role has no path: nothing
 * that these credentials may touch is there.
 */
export async function findOwnRole({ iam, region }: Cloud): Promise<Role | undefined> {
  const command = new GetRoleCommand({ RoleName: sharedRoleName(region) });
  const found = await undefinedOn(iam.send(command), "NoSuchEntityException", "AccessDenied", "AccessDeniedException");
  return tagRecord(found?.Role?.Tags)[SHARED_TAG] === undefined ? undefined : found?.Role;
}

async function configuredRole(cloud: Cloud): Promise<string | undefined> {
  const account = await retryOnConflict(cloud, "GetAccount", () => cloud.apigateway.send(new GetAccountCommand({})));
  return account.cloudwatchRoleArn || undefined;
}

/** The account can name a role that was deleted; then logs stop without a word (aws-behaviour 1.6). A role that we may not look at is believed. */
async function roleExists(cloud: Cloud, arn: string): Promise<boolean> {
  const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
  try {
    return (await undefinedOn(cloud.iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException")) !== undefined;
  } catch (error) {
    if (isAwsError(error, "AccessDenied", "AccessDeniedException")) return true;
    throw error;
  }
}

async function ensureRole(cloud: Cloud, RoleName: string, boundary: string | undefined): Promise<string> {
  const input = {
    RoleName,
    Path: ROLE_PATH,
    Description: "Lets API Gateway write to CloudWatch Logs; shared by every REST API of this account and region.",
    AssumeRolePolicyDocument: trustPolicyFor("apigateway.amazonaws.com"),
    Tags: [{ Key: SHARED_TAG, Value: "api-gateway-account" }],
    ...(boundary !== undefined && { PermissionsBoundary: boundary }),
  };
  try {
    await cloud.iam.send(new CreateRoleCommand(input));
  } catch (error) {
    if (!isAwsError(error, "EntityAlreadyExistsException")) throw error;
    const { Role } = await whileIamSettles(cloud, () => cloud.iam.send(new GetRoleCommand({ RoleName })));
    if (tagRecord(Role?.Tags)[SHARED_TAG] === undefined) throw notOurs(RoleName);
  }
  const command = new AttachRolePolicyCommand({ RoleName, PolicyArn: logsPolicyArn(cloud) });
  await whileIamSettles(cloud, () => cloud.iam.send(command));
  return roleArn(cloud, RoleName);
}

/** Its name is the same for all stacks, so that another app or stage is no way out. */
function notOurs(name: string): TodoApiError {
  const why = `its tags do not name ${SHARED_TAG}. It was left untouched`;
  return new TodoApiError(
    "foreign-resource",
    EXIT.failure,
    `The IAM role ${name} exists and was not created by todo-api: ${why}; rename or delete it, or give the account a role for API Gateway's logs`,
  );
}

function logsPolicyArn({ region }: Cloud): string {
  return `arn:${partitionOf(region)}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`;
}

async function setAccountRole(cloud: Cloud, value: string): Promise<void> {
  const command = new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  await retryOnConflict(cloud, "UpdateAccount", () => cloud.apigateway.send(command));
}

function whileRoleIsNew(cloud: Cloud, action: () => Promise<void>): Promise<void> {
  const wait = {
    for: "API Gateway to accept its new CloudWatch role",
    seconds: ACCOUNT_ROLE_SECONDS,
    firstPauseSeconds: UPDATE_ACCOUNT_SECONDS,
    pauseSeconds: UPDATE_ACCOUNT_SECONDS,
  };
  return retryWhile(cloud, wait, isRoleNew, action);
}

/** What API Gateway says of a role that IAM has not made known to it yet; "not well formed" is for ever. */
function isRoleNew(error: unknown): boolean {
  return (
    isAwsError(error, "BadRequestException") &&
    /required permissions|could not successfully write to CloudWatch Logs|trust permission/.test(error.message)
  );
}
