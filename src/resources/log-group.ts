import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Cloud } from "../aws/cloud.ts";
import { logGroupArn } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, tagsToUpdate } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { deletedUnlessMissing, isAwsError } from "../aws/undefined-on.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import { retryWhile } from "../engine/wait.ts";
import { changesOf, compareFields, compareTags } from "./compare.ts";
import { fieldMatchesLastDeploy, withFingerprints } from "./fingerprints.ts";
import { logGroupsNear, logGroupTags } from "./log-group-listings.ts";

export interface LogGroupState {
  readonly retentionInDays: number | undefined;
  readonly tags: Tags;
}

export interface LogGroupInput {
  readonly cloud: Cloud;
  readonly id: string;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly retentionInDays: number;
  /** Whether the stack has the function or the API that writes to the group: a group without any tag is recognized by it. */
  hasWriter(): Promise<boolean>;
  /** Of the group of a function that left the stack: what is removed after it, and by which it is known. */
  readonly knownBy?: Resource | undefined;
}

/** The kind of a log group. */
export const LOG_GROUP = "CloudWatch log group";

/** A CloudWatch log group with retention; made before what writes to it, so that nobody makes it without. */
export function logGroup({
  cloud,
  id,
  name,
  stack,
  retentionInDays,
  ...input
}: LogGroupInput): StandaloneResource<LogGroupState> {
  const kind = LOG_GROUP;
  const wants = { retentionInDays };
  const tags = withFingerprints(input.tags, wants);
  /** Whether this run has read that the group is the stack's: AWS may recreate it without tags once it is deleted. */
  let isKnownOwn = false;
  /** Whether it was read since it was deleted last: a destroy reads it at its beginning, and need not again. */
  let isRead = false;
  return {
    id,
    kind,
    name,
    needs: input.knownBy ? [input.knownBy] : [],
    isRemovedLast: input.knownBy === undefined,

    async read() {
      const groups = await logGroupsNear(cloud.logs, name, stack);
      const found = groups.find(({ logGroupName }) => logGroupName === name);
      if (!found) return undefined;
      const actual = await logGroupTags(cloud, name);
      if (!actual) return undefined;
      isKnownOwn = await isOwn(actual);
      isRead = isKnownOwn;
      if (!isKnownOwn) throw foreignResource(kind, name, stack, isUntagged(actual) ? WITHOUT_TAGS : undefined);
      return { retentionInDays: found.retentionInDays, tags: actual };
    },

    async create() {
      try {
        await retryWhileUpdating(cloud, () =>
          cloud.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } })),
        );
        return { retentionInDays: undefined, tags };
      } catch (error) {
        if (isAwsError(error, "ResourceAlreadyExistsException")) return undefined;
        throw error;
      }
    },

    diff: (state) => [...compareFields({ ...state }, wants), ...compareTags(state.tags, tags)],

    matchesLastDeploy: (state, field) =>
      isUntagged(state.tags) || fieldMatchesLastDeploy(state.tags, field, wants, tags),

    async update(_context, state, changes) {
      if (changesOf(changes, "retentionInDays").length > 0)
        await whileUnsettled(cloud, () =>
          cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays })),
        );
      const wrong = tagsToUpdate(state.tags, tags);
      if (Object.keys(wrong).length > 0)
        await cloud.logs.send(new TagResourceCommand({ resourceArn: logGroupArn(cloud, name), tags: { ...wrong } }));
    },

    async remove() {
      if (!isRead && !(await this.read())) return false;
      isRead = false;
      return deletedUnlessMissing(
        cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: name })),
        "ResourceNotFoundException",
      );
    },
  };

  async function isOwn(actual: Tags): Promise<boolean> {
    if (!isUntagged(actual)) return isOurs(actual, stack);
    return isKnownOwn || input.hasWriter();
  }
}

/** Whether a group has no tags: so does one that AWS recreates for delayed logs (https://github.com/aws/aws-cdk/issues/31487). */
export function isUntagged(tags: Tags): boolean {
  return Object.keys(tags).length === 0;
}

const WITHOUT_TAGS =
  "it has no tags, and the stack has nothing that writes to it. AWS recreates a deleted log group when delayed logs arrive; if it is such a leftover, delete it with the AWS CLI (aws logs delete-log-group)";

const SETTLES = { for: "CloudWatch Logs to settle", seconds: 10 };

/** A group can be unknown for a moment after it was made. */
function whileUnsettled<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) => isAwsError(error, "OperationAbortedException", "ResourceNotFoundException");
  return retryWhile(cloud, SETTLES, mends, action);
}

/** Two changes of a group at the same time conflict: Lambda may be making it too. */
function retryWhileUpdating<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  return retryWhile(cloud, SETTLES, (error) => isAwsError(error, "OperationAbortedException"), action);
}
