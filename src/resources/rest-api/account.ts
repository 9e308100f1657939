import { GetAccountCommand, UpdateAccountCommand } from "@aws-sdk/client-api-gateway";
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
import { isAwsError, orAbsent, removed } from "../../aws/tolerate.ts";
import { retryWhile } from "../../aws/until.ts";
import type { Resource } from "../../engine/resource.ts";
import { sayWaiting } from "../../engine/waiting.ts";
import type { Work } from "../../engine/work.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { deleteRole, trustPolicyFor, whileIamSettles } from "../role.ts";
import { listRestApis } from "./find-rest-api.ts";
import { patiently } from "./patiently.ts";

/** The role that API Gateway writes logs with, as the account has it. */
export interface AccountState {
  readonly roleArn: string;
}

export interface AccountInput {
  readonly region: string;
  readonly stack: StackName;
  /** Made with roles as new as this one. */
  readonly functions: readonly Resource[];
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
export function apiGatewayAccount({ region, stack, functions }: AccountInput): Resource<AccountState> {
  const ourRole = sharedRoleName(region);
  return {
    id: "api-gateway-account",
    scope: "account",
    kind: ACCOUNT_ROLE,
    name: ourRole,
    needs: [],

    async read(work) {
      const arn = await configuredRole(work);
      return arn !== undefined && (await roleExists(work, arn)) ? { roleArn: arn } : undefined;
    },

    async create(work) {
      const arn = await ensureRole(work, ourRole);
      await untilRolesAreKnown(work);
      await whileRoleIsNew(work, async () => {
        try {
          await setAccountRole(work, arn);
        } catch (error) {
          // All stacks of the region share the role: a destroy of another one may have taken it away, and then no waiting helps.
          if (isRoleNew(error) && !(await roleExists(work, arn))) await ensureRole(work, ourRole);
          throw error;
        }
      });
      return { roleArn: arn };
    },

    diff: () => [],
    wantedBefore: () => true,
    update: async () => {},

    async remove(work) {
      if ((await findOwnRole(work.cloud)) === undefined) return false;
      return (await releaseRole(work)) && removeRole(work.cloud);
    },
  };

  /**
   * UpdateAccount is taken once in 20 s, and a try that comes too early counts. Roles that were made at the same time become known at about the same
   * time: when Lambda has taken those of its functions, this one is likely to be known too.
   */
  async function untilRolesAreKnown(work: Work): Promise<void> {
    const startedAt = work.cloud.now();
    sayWaiting(ROLES_KNOWN, 0);
    await work.ended?.(functions);
    sayWaiting(ROLES_KNOWN, work.cloud.now() - startedAt);
  }

  /** Takes our role out of the account's settings, unless another API needs it there or API Gateway does not give it back; answers whether it is out. */
  async function releaseRole(work: Work): Promise<boolean> {
    const { cloud } = work;
    if ((await configuredRole(work)) !== roleArn(cloud, ourRole)) return true;
    const all = await patiently(work, "GetRestApis", () => listRestApis(cloud.apigateway));
    if (all.some(({ tags }) => !isOurs(tags ?? {}, stack))) return false;
    try {
      await setAccountRole(work, "");
      return true;
    } catch (error) {
      if (isAwsError(error, "BadRequestException")) return false;
      throw error;
    }
  }

  async function removeRole(cloud: Cloud): Promise<boolean> {
    const policy = new DetachRolePolicyCommand({ RoleName: ourRole, PolicyArn: logsPolicyArn(cloud) });
    await removed(cloud.iam.send(policy), "NoSuchEntityException");
    return deleteRole(cloud.iam, ourRole);
  }
}

function sharedRoleName(region: string): string {
  return `todo-api-shared-api-gateway-logs-${region}`;
}

/** What this resource is called where it is listed. */
export const ACCOUNT_ROLE = "API Gateway account role";

/** The name of our role for this region, where there is one. */
export async function findSharedRole(cloud: Cloud): Promise<string | undefined> {
  return (await findOwnRole(cloud))?.RoleName;
}

/**
 * The role of our name that has our tag. IAM denies access to an absent role where a policy names it by its path, for an absent role has no path: nothing
 * that these credentials may touch is there.
 */
async function findOwnRole({ iam, region }: Cloud): Promise<Role | undefined> {
  const command = new GetRoleCommand({ RoleName: sharedRoleName(region) });
  const found = await orAbsent(iam.send(command), "NoSuchEntityException", "AccessDenied", "AccessDeniedException");
  return tagRecord(found?.Role?.Tags)[SHARED_TAG] === undefined ? undefined : found?.Role;
}

async function configuredRole(work: Work): Promise<string | undefined> {
  const account = await patiently(work, "GetAccount", () => work.cloud.apigateway.send(new GetAccountCommand({})));
  return account.cloudwatchRoleArn || undefined;
}

/** The account can name a role that was deleted; then logs stop without a word (aws-behaviour 1.6). A role that we may not look at is believed. */
async function roleExists({ cloud }: Work, arn: string): Promise<boolean> {
  const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
  try {
    return (await orAbsent(cloud.iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException")) !== undefined;
  } catch (error) {
    if (isAwsError(error, "AccessDenied", "AccessDeniedException")) return true;
    throw error;
  }
}

async function ensureRole(work: Work, RoleName: string): Promise<string> {
  const { cloud } = work;
  const input = {
    RoleName,
    Path: ROLE_PATH,
    Description: "Lets API Gateway write to CloudWatch Logs; shared by every REST API of this account and region.",
    AssumeRolePolicyDocument: trustPolicyFor("apigateway.amazonaws.com"),
    Tags: [{ Key: SHARED_TAG, Value: "api-gateway-account" }],
  };
  try {
    await cloud.iam.send(new CreateRoleCommand(input));
  } catch (error) {
    if (!isAwsError(error, "EntityAlreadyExistsException")) throw error;
    const { Role } = await whileIamSettles(work, () => cloud.iam.send(new GetRoleCommand({ RoleName })));
    if (tagRecord(Role?.Tags)[SHARED_TAG] === undefined) throw notOurs(RoleName);
  }
  const command = new AttachRolePolicyCommand({ RoleName, PolicyArn: logsPolicyArn(cloud) });
  await whileIamSettles(work, () => cloud.iam.send(command));
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

async function setAccountRole(work: Work, value: string): Promise<void> {
  const command = new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  await patiently(work, "UpdateAccount", () => work.cloud.apigateway.send(command));
}

function whileRoleIsNew(work: Work, action: () => Promise<void>): Promise<void> {
  const wait = {
    for: "API Gateway to accept its new CloudWatch role",
    seconds: ACCOUNT_ROLE_SECONDS,
    firstPauseSeconds: UPDATE_ACCOUNT_SECONDS,
    pauseSeconds: UPDATE_ACCOUNT_SECONDS,
  };
  return retryWhile(work, wait, isRoleNew, action);
}

/** What API Gateway says of a role that IAM has not made known to it yet; "not well formed" is for ever. */
function isRoleNew(error: unknown): boolean {
  return (
    isAwsError(error, "BadRequestException") &&
    /required permissions|could not successfully write to CloudWatch Logs|trust permission/.test(error.message)
  );
}
