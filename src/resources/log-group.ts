import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { logGroupArn } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, wrongTags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { isAwsError, removed } from "../aws/tolerate.ts";
import { retryWhile } from "../aws/until.ts";
import type { Resource } from "../engine/resource.ts";
import type { Work } from "../engine/work.ts";
import { changesOf, compareFields, compareTags } from "./compare.ts";
import { wasFieldWanted, withIntent } from "./intent.ts";
import { logGroupsNear, logGroupsOfStack, logGroupTags } from "./log-group-listings.ts";

export interface LogGroupState {
  readonly retentionInDays: number | undefined;
  readonly tags: Tags;
}

export interface LogGroupInput {
  readonly id: string;
  readonly name: string;
  readonly stack: StackName;
  readonly tags: Tags;
  readonly retentionInDays: number;
  /** Of the group of a function that left the stack: what is removed after it, and by which it is known. */
  readonly knownBy?: Resource | undefined;
}

/** A CloudWatch log group with retention; made before what writes to it, so that nobody makes it without. */
export function logGroup({ id, name, stack, retentionInDays, ...input }: LogGroupInput): Resource<LogGroupState> {
  const kind = "CloudWatch log group";
  const wants = { retentionInDays };
  const tags = withIntent(input.tags, wants);
  return {
    id,
    kind,
    name,
    needs: input.knownBy ? [input.knownBy] : [],
    isRemovedLast: input.knownBy === undefined,

    async read({ cloud }) {
      // Both at once, so that the reads of all groups share them.
      const [groups, tagged] = await Promise.all([
        logGroupsNear(cloud.logs, name, stack),
        logGroupsOfStack(cloud.logs, tags),
      ]);
      const found = groups.find(({ logGroupName }) => logGroupName === name);
      if (!found) return undefined;
      const actual = tagged.has(name) ? tags : await logGroupTags(cloud, name);
      if (!actual) return undefined;
      if (!isOurs(actual, stack) && !isNobodys(actual)) throw foreignResource(kind, name, stack);
      return { retentionInDays: found.retentionInDays, tags: actual };
    },

    async create(work) {
      const { cloud } = work;
      try {
        await whileBusy(work, () =>
          cloud.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } })),
        );
        return { retentionInDays: undefined, tags };
      } catch (error) {
        if (isAwsError(error, "ResourceAlreadyExistsException")) return undefined;
        throw error;
      }
    },

    diff: (state) => [...compareFields({ ...state }, wants), ...compareTags(state.tags, tags)],

    wantedBefore: (state, field) => isNobodys(state.tags) || wasFieldWanted(state.tags, field, wants, tags),

    async update(work, state, changes) {
      const { cloud } = work;
      if (changesOf(changes, "retentionInDays").length > 0)
        await whileUnsettled(work, () =>
          cloud.logs.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays })),
        );
      const wrong = wrongTags(state.tags, tags);
      if (Object.keys(wrong).length > 0)
        await cloud.logs.send(new TagResourceCommand({ resourceArn: logGroupArn(cloud, name), tags: { ...wrong } }));
    },

    async remove(work) {
      if (!(await this.read(work))) return false;
      return removed(
        work.cloud.logs.send(new DeleteLogGroupCommand({ logGroupName: name })),
        "ResourceNotFoundException",
      );
    },
  };
}

/** AWS makes a log group itself when something still logs after it was deleted, without any tag and without retention (aws-behaviour 2.7): such a one is taken over. */
export function isNobodys(tags: Tags): boolean {
  return Object.keys(tags).length === 0;
}

const SETTLES = { for: "CloudWatch Logs to settle", seconds: 10 };

/** A group can be unknown for a moment after it was made. */
function whileUnsettled<Done>(work: Work, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) => isAwsError(error, "OperationAbortedException", "ResourceNotFoundException");
  return retryWhile(work, SETTLES, mends, action);
}

/** Two changes of a group at the same time conflict: Lambda may be making it too. */
function whileBusy<Done>(work: Work, action: () => Promise<Done>): Promise<Done> {
  return retryWhile(work, SETTLES, (error) => isAwsError(error, "OperationAbortedException"), action);
}
