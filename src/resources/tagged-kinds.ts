import { ListTagsCommand } from "@aws-sdk/client-lambda";
import { GetBucketTaggingCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../aws/cloud.ts";
import { functionArn } from "../aws/names.ts";
import { ownerOf, type Tags, tagRecord } from "../aws/ownership.ts";
import { isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import { KIND } from "./kinds.ts";
import { listBucketNames, listFunctionNames, listRoleNames, listTableNames } from "./list-names.ts";
import { listLogGroupNames, readLogGroupTags } from "./log-group-listings.ts";
import { findRole } from "./role/find-role.ts";
import { readTableTags } from "./table/table-tags.ts";
import { API_KEY } from "./usage-plan/api-key.ts";
import { listApiKeys, readKeyTags } from "./usage-plan/find-api-keys.ts";
import { listUsagePlans, listUsagePlansNamed } from "./usage-plan/find-usage-plans.ts";
import { USAGE_PLAN } from "./usage-plan/usage-plan.ts";

/** A kind of resource whose names are computed from the app and the stage, and whose tags contain both. */
export interface TaggedKind {
  /** The same kind as in the stack's resources. */
  readonly kind: string;
  /** Whether the stack has one resource for each action, with the action in its name. */
  readonly hasAction: boolean;
  list(cloud: Cloud): Promise<readonly string[]>;
  /** Returns the `<app>-<stage>` or `<app>-<stage>-<action>` in a name; undefined for a name in a different format. */
  stem(name: string, cloud: Cloud): string | undefined;
  tagsOf(cloud: Cloud, name: string): Promise<Tags | undefined>;
}

const FUNCTION_LOGS = "/aws/lambda/";
const ACCESS_LOGS = "/aws/api-gateway/";

/** All kinds except the REST API, which is identified by its tags alone. */
export const TAGGED_KINDS: readonly TaggedKind[] = [
  {
    kind: KIND.table,
    hasAction: false,
    list: listTableNames,
    stem: (name) => name,
    tagsOf: readTableTags,
  },
  {
    kind: KIND.function,
    hasAction: true,
    list: listFunctionNames,
    stem: (name) => name,
    async tagsOf(cloud, name) {
      const command = new ListTagsCommand({ Resource: functionArn(cloud, name) });
      const found = await undefinedOn(cloud.lambda.send(command), "ResourceNotFoundException");
      return found && (found.Tags ?? {});
    },
  },
  {
    kind: KIND.role,
    hasAction: true,
    list: listRoleNames,
    // Roles are global, so the list also contains the roles of stacks in other regions.
    stem: (name, { region }) => without(name, { end: `-${region}` }),
    async tagsOf(cloud, name) {
      const found = await findRole(cloud, name);
      return found && tagRecord(found.Tags);
    },
  },
  {
    kind: KIND.bucket,
    hasAction: false,
    list: (cloud) => listBucketNames(cloud),
    stem: (name, { account, region }) => without(name, { end: `-${account}-${region}` }),
    tagsOf: readBucketTags,
  },
  {
    kind: KIND.logGroup,
    hasAction: true,
    list: ({ logs }) => listLogGroupNames(logs, FUNCTION_LOGS),
    stem: (name) => without(name, { start: FUNCTION_LOGS }),
    tagsOf: readLogGroupTags,
  },
  {
    kind: KIND.logGroup,
    hasAction: false,
    list: ({ logs }) => listLogGroupNames(logs, ACCESS_LOGS),
    stem: (name) => without(name, { start: ACCESS_LOGS }),
    tagsOf: readLogGroupTags,
  },
  {
    kind: API_KEY,
    hasAction: false,
    list: async (cloud) => namesIn(await listApiKeys(cloud)),
    stem: (name) => name,
    async tagsOf(cloud, name) {
      const keys = (await listApiKeys(cloud, name)).filter((key) => key.name === name);
      return ownedTags(await Promise.all(keys.map((key) => readKeyTags(cloud, key))));
    },
  },
  {
    kind: USAGE_PLAN,
    hasAction: false,
    list: async (cloud) => namesIn(await listUsagePlans(cloud)),
    stem: (name) => name,
    tagsOf: async (cloud, name) => ownedTags((await listUsagePlansNamed(cloud, name)).map(({ tags = {} }) => tags)),
  },
];

/** Returns the names without duplicates: the names of keys and plans are not unique. */
function namesIn(found: readonly { readonly name?: string | undefined }[]): readonly string[] {
  return [...new Set(found.flatMap(({ name }) => name ?? []))];
}

/** Returns the first tags that name a stack or, if none do, the first tags. */
function ownedTags(found: readonly Tags[]): Tags | undefined {
  return found.find((tags) => ownerOf(tags) !== undefined) ?? found[0];
}

async function readBucketTags({ s3 }: Cloud, Bucket: string): Promise<Tags | undefined> {
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
