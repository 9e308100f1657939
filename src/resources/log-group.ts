import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { logGroupArn } from "../aws/names.ts";
import { foreignResource, isOurs, type Tags, wrongTags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { isAwsError, orAbsent, removed } from "../aws/tolerate.ts";
import { retryWhile } from "../aws/until.ts";
import type { Resource } from "../engine/resource.ts";
import type { Work } from "../engine/work.ts";
import { changesOf, compareFields, compareTags } from "./compare.ts";

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
}

/** A CloudWatch log group with retention; made before what writes to it, so that nobody makes it without. */
export function logGroup({ id, name, stack, tags, retentionInDays }: LogGroupInput): Resource<LogGroupState> {
  const kind = "CloudWatch log group";
  return {
    id,
    kind,
    name,
    needs: [],

    async read({ cloud }) {
      const found = (await logGroupsOf(cloud.logs, stack)).find(({ logGroupName }) => logGroupName === name);
      if (!found) return undefined;
      const answer = await orAbsent(
        cloud.logs.send(new ListTagsForResourceCommand({ resourceArn: logGroupArn(cloud, name) })),
        "ResourceNotFoundException",
      );
      if (!answer) return undefined;
      const actual = answer.tags ?? {};
      if (!isOurs(actual, stack)) throw foreignResource(kind, name, stack);
      return { retentionInDays: found.retentionInDays, tags: actual };
    },

    async create({ cloud }) {
      try {
        await cloud.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } }));
        return { retentionInDays: undefined, tags };
      } catch (error) {
        if (isAwsError(error, "ResourceAlreadyExistsException")) return undefined;
        throw error;
      }
    },

    diff: (state) => [...compareFields({ ...state }, { retentionInDays }), ...compareTags(state.tags, tags)],

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

/** A group can be unknown for a moment after it was made, and busy while Lambda writes to it for the first time (CWL error OperationAborted). */
function whileUnsettled<Done>(work: Work, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) => isAwsError(error, "OperationAbortedException", "ResourceNotFoundException");
  return retryWhile(work, { for: "the log group to settle", seconds: 5 }, mends, action);
}

const listings = new WeakMap<CloudWatchLogsClient, Map<string, Promise<readonly LogGroup[]>>>();

/** The log groups whose names hold the stack's: one listing serves all reads that ask while it is under way. */
function logGroupsOf(logs: CloudWatchLogsClient, stack: StackName): Promise<readonly LogGroup[]> {
  const pattern = stackLabel(stack);
  const underWay = listings.get(logs) ?? new Map<string, Promise<readonly LogGroup[]>>();
  listings.set(logs, underWay);
  const known = underWay.get(pattern);
  if (known) return known;
  const listing = listLogGroups(logs, pattern).finally(() => underWay.delete(pattern));
  underWay.set(pattern, listing);
  return listing;
}

/** Every log group whose name holds the pattern, over all pages. */
export async function listLogGroups(logs: CloudWatchLogsClient, pattern: string): Promise<readonly LogGroup[]> {
  const groups: LogGroup[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: pattern, nextToken }));
    groups.push(...(page.logGroups ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return groups;
}
