import { ACTIONS } from "../api/routes.ts";
import type { AccountRegion } from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import { GRANT } from "../config/access-settings.ts";
import { EXISTING_ROLES, existingRoleOf } from "../config/existing-roles.ts";
import { type SettingSources, sourceOf } from "../config/given-settings.ts";
import { PERMISSIONS_BOUNDARY } from "../config/permissions-boundary.ts";
import type { StackSetting, StackSettings } from "../config/stack-settings.ts";
import { usageError } from "../errors.ts";

interface GivenArn {
  readonly setting: StackSetting<unknown>;
  readonly arn: string;
  /** The kind of resource that the ARN must identify, for messages, such as "role". */
  readonly noun: string;
  /** The reason that the ARN must belong to the stack's account; undefined if it can belong to any account. */
  readonly whyOwn?: string;
}

/** Throws a usage error for an ARN that AWS would reject because of its partition or account. */
export function requireUsableArns(
  settings: StackSettings,
  sources: SettingSources,
  accountRegion: AccountRegion,
): void {
  const partition = partitionOf(accountRegion.region);
  for (const { setting, arn, noun, whyOwn } of arnsIn(settings)) {
    const [, given, , , owner] = arn.split(":");
    const subject = `${sourceOf(setting, sources)}: ${arn}`;
    if (given !== partition)
      throw usageError(
        `${subject} is in the ${given} partition, but ${accountRegion.region} is in the ${partition} partition; give a ${noun} in the ${partition} partition`,
      );
    if (whyOwn !== undefined && owner !== accountRegion.account)
      throw usageError(`${subject} belongs to account ${owner}, not to ${accountRegion.account}; ${whyOwn}`);
  }
}

function arnsIn(settings: StackSettings): readonly GivenArn[] {
  const { permissionsBoundary: boundary = "none", grant } = settings;
  return [
    ...ACTIONS.flatMap((action): readonly GivenArn[] => {
      const arn = existingRoleOf(settings, action);
      return arn === undefined ? [] : [{ setting: EXISTING_ROLES[action], arn, noun: "role", whyOwn: WHY_OWN_ROLE }];
    }),
    ...(boundary === "none" ? [] : [boundaryArn(boundary)]),
    ...grant.filter((one) => one.includes(":")).map((arn) => ({ setting: GRANT, arn, noun: "role, user or account" })),
  ];
}

const WHY_OWN_ROLE = "Lambda accepts only roles in the function's own account";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function boundaryArn(arn: string): GivenArn {
  const whyOwn = "IAM accepts only AWS managed policies and policies in the role's own account";
  const isOfAws = arn.split(":")[4] === "aws";
  return { setting: PERMISSIONS_BOUNDARY, arn, noun: "policy", ...(!isOfAws && { whyOwn }) };
}
