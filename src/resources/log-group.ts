import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../aws/cloud.ts";
import { logGroupArn } from "../aws/names.ts";
import { isOurs, OTHER_OWNER, type Tags } from "../aws/ownership.ts";
import { deletedUnlessMissing, isAwsError } from "../aws/undefined-on.ts";
import type { StandaloneResource } from "../engine/resource.ts";
import { retryWhile } from "../engine/wait.ts";
import { KIND } from "./kinds.ts";
import { listLogGroupsLike, readLogGroupTags } from "./log-group-listings.ts";
import { managed, type Owned, type Tagged } from "./managed.ts";

export interface LogGroupState extends Tagged {
  readonly retentionInDays: number | undefined;
}

interface LogGroupInput extends Owned {
  readonly id: string;
  readonly retentionInDays: number;
  /**
   * Whether the stack has the function or the API that writes to the group. If so, a group without tags belongs to the
   * stack.
   */
  hasWriter(): Promise<boolean>;
}

const MISSING = "ResourceNotFoundException";

/**
 * A CloudWatch log group with a retention period. It is created before the resource that writes to it, which would
 * otherwise create it without a retention period.
 */
export function logGroup(input: LogGroupInput): StandaloneResource<LogGroupState> {
  const { cloud, name, stack, needs = [], retentionInDays, hasWriter } = input;
  const { logs } = cloud;
  /** Whether the last read found the group, and this run has not deleted it since. */
  let wasFound = false;
  /**
   * Whether this run has found that the group belongs to the stack. After a deletion, AWS may recreate the group
   * without tags.
   */
  let belongsToStack = false;
  const deleteGroup = () => {
    wasFound = false;
    return logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
  };

  const resource = managed({
    ...input,
    kind: KIND.logGroup,
    // The group of an obsolete function is removed before the API, which lists the function in a tag.
    isRemovedLast: needs.length === 0,
    desired: { retentionInDays },

    async observe() {
      const found = (await listLogGroupsLike(logs, name, stack)).find(({ logGroupName }) => logGroupName === name);
      const tags = found && (await readLogGroupTags(cloud, name));
      return tags && { tags, state: () => ({ retentionInDays: found.retentionInDays, tags }) };
    },

    async whyForeign(tags) {
      belongsToStack = isUntagged(tags) ? belongsToStack || (await hasWriter()) : isOurs(tags, stack);
      if (belongsToStack) return undefined;
      return isUntagged(tags) ? whyUntaggedIsForeign(name) : OTHER_OWNER;
    },

    async create(tags): Promise<LogGroupState> {
      const command = new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } });
      await whileSettling(cloud, () => logs.send(command));
      return { retentionInDays: undefined, tags };
    },
    alreadyExists: (error) => isAwsError(error, "ResourceAlreadyExistsException"),

    set: { retentionInDays: () => logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays })) },
    isDrift: (_field, { tags }) => isUntagged(tags) || undefined,
    tag: (tags) => logs.send(new TagResourceCommand({ resourceArn: logGroupArn(cloud, name), tags: { ...tags } })),
    retry: (change) => whileSettling(cloud, change),

    remove: deleteGroup,
    missing: MISSING,
  });

  return {
    ...resource,
    async read() {
      const state = await resource.read();
      wasFound = state !== undefined;
      return state;
    },
    // A destroy reads the group early, while the resource that identifies its owner exists. If that read found the
    // group, the removal does not read it again.
    remove: () => (wasFound ? deletedUnlessMissing(deleteGroup(), MISSING) : resource.remove()),
  };
}

/**
 * Retries while concurrent changes conflict, such as the group's creation by Lambda, or while a new group is not found
 * yet.
 */
function whileSettling<Done>(cloud: Cloud, change: () => Promise<Done>): Promise<Done> {
  const wait = { for: "CloudWatch Logs to settle", seconds: 10 };
  return retryWhile(cloud, wait, (error) => isAwsError(error, "OperationAbortedException", MISSING), change);
}

/**
 * Whether a group has no tags, like one that AWS recreates for delayed logs
 * (https://github.com/aws/aws-cdk/issues/31487).
 */
export function isUntagged(tags: Tags): boolean {
  return Object.keys(tags).length === 0;
}

function whyUntaggedIsForeign(name: string): string {
  return `it has no tags, and the stack has nothing that writes to it. AWS recreates a deleted log group when delayed logs arrive; if it is such a leftover, delete it with \`aws logs delete-log-group --log-group-name ${name}\``;
}
