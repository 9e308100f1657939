import type { Cloud } from "../../aws/cloud.ts";
import { isDenial, parseDenial } from "../../aws/denial.ts";
import { explainDenial } from "../../aws/explain-denial.ts";
import { sharedLogRoleName } from "../../aws/names.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import { addNote } from "../../engine/notes.ts";
import { reportWait } from "../../engine/report-wait.ts";
import type { Resource, ResourceContext, StandaloneResource } from "../../engine/resource.ts";
import { isTimeout } from "../../engine/wait.ts";
import {
  ensureSharedRole,
  findSharedRole,
  lacksLogsPolicy,
  removeSharedRole,
  roleExists,
  sharedRoleArn,
  sharedRolePolicyArn,
} from "./account-role.ts";
import {
  findConfiguredRole,
  isRoleNotUsableYet,
  setAccountRole,
  unsetAccountRole,
  whileRoleIsNew,
} from "./account-setting.ts";
import { removeWelcomeGroup } from "./welcome-group.ts";

/** The kind, as reports show it. */
export const ACCOUNT_ROLE = "API Gateway account role";

/**
 * The role that API Gateway uses to write logs in this account and region. The ARN is undefined if the role could not
 * be set up; stages are then deployed without an access log.
 */
export interface AccountState {
  readonly roleArn: string | undefined;
  /** Whether the role is the shared one, but its policy is not attached. */
  readonly lacksPolicy?: boolean;
}

interface AccountInput {
  readonly cloud: Cloud;
  /** The ARN of a policy. */
  readonly permissionsBoundary?: string | undefined;
  readonly stack: StackName;
  /** The functions. Their roles were created at about the same time as this role. */
  readonly functions: readonly Resource[];
  /** Whether the last deploy had to omit the stage's access log. */
  isDeployedWithoutLog(): Promise<boolean>;
}

const ROLES_KNOWN = "new roles to propagate in IAM";

/**
 * API Gateway's role for CloudWatch, one per account and region. Todo-api creates the shared role only if the account's
 * setting does not name an existing role, and keeps it while other APIs may use it.
 */
export function apiGatewayAccount({
  cloud,
  stack,
  functions,
  ...input
}: AccountInput): StandaloneResource<AccountState> {
  return {
    id: "api-gateway-account",
    scope: "account",
    kind: ACCOUNT_ROLE,
    name: sharedLogRoleName(cloud.region),
    needs: [],

    async read() {
      const arn = await findConfiguredRole(cloud);
      if (arn !== undefined && (await roleExists(cloud, arn)))
        return { roleArn: arn, lacksPolicy: await lacksLogsPolicy(cloud, arn) };
      return (await input.isDeployedWithoutLog()) ? { roleArn: undefined } : undefined;
    },

    /** If the role cannot be set up, the stack is deployed without an access log. */
    async create(context) {
      // Resources that need the role wait for it themselves, and have other work to do first.
      context.letDependentsStart();
      try {
        return { roleArn: await giveRole(context) };
      } catch (error) {
        const why = whyImpossible(error);
        if (why === undefined) throw error;
        addNote(
          `API Gateway has no role for logs in this account and region, so the API has no access log: ${why} The next deploy tries again, or uses the account's role if an administrator has set one.`,
        );
        return { roleArn: undefined };
      }
    },

    needsRetry: ({ roleArn }) => roleArn === undefined,
    diff: ({ lacksPolicy = false }) =>
      lacksPolicy ? [{ field: "attachedPolicy", from: undefined, to: sharedRolePolicyArn(cloud) }] : [],
    matchesLastDeploy: () => true,

    async update() {
      await ensureSharedRole(cloud, input.permissionsBoundary);
    },

    async remove() {
      const ours = sharedRoleArn(cloud);
      const isInUse = (await findConfiguredRole(cloud)) === ours;
      const role = await findSharedRole(cloud, isInUse);
      // The account's settings can name a role that does not exist: another run may have deleted the role while a
      // deploy added it to the settings.
      if (role === undefined) return isInUse && !(await roleExists(cloud, ours)) && unsetAccountRole(cloud, stack);
      if (isInUse && !(await unsetAccountRole(cloud, stack))) return false;
      // The welcome log group is removed before the role, because only the role's age identifies the group. If this run
      // is interrupted before it removes the role, the next run can still identify the group.
      await removeWelcomeGroup(cloud, role);
      const isRemoved = await removeSharedRole(cloud);
      // In the meantime, a concurrent deploy may have added the role to the account's settings, and API Gateway may
      // have created the group.
      if (!isInUse) await removeWelcomeGroup(cloud, role);
      return isRemoved;
    },
  };

  async function giveRole({ waitFor }: ResourceContext): Promise<string> {
    const arn = await ensureSharedRole(cloud, input.permissionsBoundary);
    await untilRolesAreKnown(waitFor);
    await whileRoleIsNew(cloud, async () => {
      try {
        await setAccountRole(cloud, arn);
      } catch (error) {
        // All stacks in the region share the role. If another stack's destroy has deleted it, it must be recreated.
        if (isRoleNotUsableYet(error) && !(await roleExists(cloud, arn)))
          await ensureSharedRole(cloud, input.permissionsBoundary);
        throw error;
      }
    });
    return arn;
  }

  /**
   * Avoids early calls to UpdateAccount, which count toward its limit: once Lambda has accepted the functions' roles,
   * this role is probably also usable.
   */
  async function untilRolesAreKnown(waitFor: ResourceContext["waitFor"]): Promise<void> {
    const startedAt = cloud.now();
    reportWait(ROLES_KNOWN, 0);
    await waitFor(functions);
    reportWait(ROLES_KNOWN, cloud.now() - startedAt);
  }
}

/**
 * Returns why the role cannot be set up, as a sentence: access is denied, another owner has a role with that name, or a
 * wait timed out, usually the wait for API Gateway to accept the role. Returns undefined for any other error.
 */
function whyImpossible(error: unknown): string | undefined {
  if (isDenial(error)) return explainDenial(parseDenial(error), error.message).text.replace(/\.?$/, ".");
  const isKnown = error instanceof Error && (isForeign(error) || isTimeout(error));
  return isKnown ? error.message.replace(/\.?$/, ".") : undefined;
}
