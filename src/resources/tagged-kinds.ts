import { GetRoleCommand } from "@aws-sdk/client-iam";
import { ListTagsCommand } from "@aws-sdk/client-lambda";
import { GetBucketTaggingCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { functionArn } from "../aws/names.ts";
import { type Tags, tagRecord } from "../aws/ownership.ts";
import { isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import { bucketNames, functionNames, roleNames, tableNames } from "./list-names.ts";
import { logGroupNames, logGroupTags } from "./log-group-listings.ts";
import { readTableTags } from "./table/table-tags.ts";

/** A kind of resource whose names are computed from app and stage, and whose tags contain both. */
export interface TaggedKind {
  /** As in the stack's resources. */
  readonly kind: string;
  /** Whether there is one for each action, with its name. */
  readonly hasAction: boolean;
  list(cloud: Cloud): Promise<readonly string[]>;
  /**
   * Returns `<app>-<stage>` of a name, followed by `-<action>` if it has one; undefined for a name that this tool does
   * not compute.
   */
  stem(name: string, cloud: Cloud): string | undefined;
  /** Returns undefined if it does not exist. */
  tagsOf(cloud: Cloud, name: string): Promise<Tags | undefined>;
}

const FUNCTION_LOGS = "/aws/lambda/";
const ACCESS_LOGS = "/aws/api-gateway/";

/** All kinds except the REST API, which is identified by its tags alone. */
export const TAGGED_KINDS: readonly TaggedKind[] = [
  {
    kind: "DynamoDB table",
    hasAction: false,
    list: tableNames,
    stem: (name) => name,
    tagsOf: readTableTags,
  },
  {
    kind: "Lambda function",
    hasAction: true,
    list: functionNames,
    stem: (name) => name,
    async tagsOf(cloud, name) {
      const command = new ListTagsCommand({ Resource: functionArn(cloud, name) });
      const found = await undefinedOn(cloud.lambda.send(command), "ResourceNotFoundException");
      return found && (found.Tags ?? {});
    },
  },
  {
    kind: "IAM role",
    hasAction: true,
    list: roleNames,
    // Roles are global: those of other regions belong to stacks there.
    stem: (name, { region }) => without(name, { end: `-${region}` }),
    async tagsOf({ iam }, RoleName) {
      const found = await undefinedOn(iam.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException");
      return found && tagRecord(found.Role?.Tags);
    },
  },
  {
    kind: "S3 website bucket",
    hasAction: false,
    list: (cloud) => bucketNames(cloud),
    stem: (name, { account, region }) => without(name, { end: `-${account}-${region}` }),
    tagsOf: bucketTags,
  },
  {
    kind: "CloudWatch log group",
    hasAction: true,
    list: ({ logs }) => logGroupNames(logs, FUNCTION_LOGS),
    stem: (name) => without(name, { start: FUNCTION_LOGS }),
    tagsOf: logGroupTags,
  },
  {
    kind: "CloudWatch log group",
    hasAction: false,
    list: ({ logs }) => logGroupNames(logs, ACCESS_LOGS),
    stem: (name) => without(name, { start: ACCESS_LOGS }),
    tagsOf: logGroupTags,
  },
];

async function bucketTags({ s3 }: Cloud, Bucket: string): Promise<Tags | undefined> {
  try {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
    return tagRecord(TagSet);
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    if (isAwsError(error, "NoSuchTagSet")) return {};
    throw error;
  }
}

function without(name: string, { start = "", end = "" }: { readonly start?: string; readonly end?: string }) {
  return name.startsWith(start) && name.endsWith(end) ? name.slice(start.length, name.length - end.length) : undefined;
}
