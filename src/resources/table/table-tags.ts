import {
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-dynamodb";
import type { Cloud } from "../../aws/cloud.ts";
import { isDenial } from "../../aws/denial.ts";
import { tableArn } from "../../aws/names.ts";
import { type Tags, tagList, tagRecord } from "../../aws/ownership.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";

/** Marks a table that a destroy kept on purpose; the value is the time. The next deploy removes the tag. */
export const KEPT_TAG = "todo-api:kept";
/** Marks a table that a destroy is removing. While the table has this tag, missing resources do not count as drift. */
const UNFINISHED_TAG = "todo-api:unfinished";
/** The tags that a destroy writes; the next deploy removes them. */
export const DESTROY_TAGS = [KEPT_TAG, UNFINISHED_TAG] as const;
/** Identifies the items' model, in case no function in the stack contains the model. */
export const MODEL_TAG = "todo-api:model";

/** Reads the tags of a table; returns undefined if it does not exist. */
export function readTableTags(cloud: Cloud, name: string): Promise<Tags | undefined> {
  return undefinedOn(requireTableTags(cloud, name), "ResourceNotFoundException");
}

async function requireTableTags(cloud: Cloud, name: string): Promise<Tags> {
  try {
    return await listTags(cloud, name);
  } catch (error) {
    // MiniStack denies access to the tags of a table that does not exist; DescribeTable returns the right error.
    if (isDenial(error)) await requireTable(cloud, name);
    throw error;
  }
}

async function requireTable({ dynamodb }: Cloud, TableName: string): Promise<void> {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName }));
  } catch (error) {
    if (!isDenial(error)) throw error;
  }
}

async function listTags(cloud: Cloud, name: string): Promise<Tags> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListTagsOfResourceCommand({ ResourceArn: tableArn(cloud, name), NextToken });
    const page = await cloud.dynamodb.send(command);
    tags.push(...(page.Tags ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return tagRecord(tags);
}

/** Sets tags on a table; keeps its other tags. */
export async function tagTable(cloud: Cloud, name: string, tags: Tags): Promise<void> {
  const command = new TagResourceCommand({ ResourceArn: tableArn(cloud, name), Tags: tagList(tags) });
  await cloud.dynamodb.send(command);
}

/** Removes tags from a table. */
export async function untagTable(cloud: Cloud, name: string, TagKeys: string[]): Promise<void> {
  await cloud.dynamodb.send(new UntagResourceCommand({ ResourceArn: tableArn(cloud, name), TagKeys }));
}

/** Whether a destroy kept the table, or has begun but has not removed it yet. */
export function isLeftByDestroy(tags: Tags): boolean {
  return DESTROY_TAGS.some((tag) => tags[tag] !== undefined);
}

/** Marks a table before a destroy makes changes: as kept, or as unfinished until the table itself is removed. */
export async function markBeforeDestroy(cloud: Cloud, name: string, isKept: boolean): Promise<void> {
  const tags = isKept ? { [KEPT_TAG]: new Date(cloud.now()).toISOString() } : { [UNFINISHED_TAG]: "destroy" };
  const marked = tagTable(cloud, name, tags);
  // A table that is being deleted or changed is removed without the mark.
  await (isKept ? marked : undefinedOn(marked, "ResourceNotFoundException", "ResourceInUseException"));
}
