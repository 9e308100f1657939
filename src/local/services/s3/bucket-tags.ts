import type { Tag } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { BucketTag } from "./store.ts";

const MAX_TAGS = 50;
const ALLOWED_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Parses and validates a tag set (https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html). */
export function parseBucketTags(given: readonly Tag[]): readonly BucketTag[] {
  const tags = given.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value }));
  if (tags.length > MAX_TAGS) throw new AwsError("BadRequest", 400, "Bucket tag count cannot be greater than 50");
  for (const tag of tags) checkTag(tag);
  const repeated = tags.find((tag, index) => tags.findIndex(({ key }) => key === tag.key) !== index);
  if (repeated) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: repeated.key });
  return tags;
}

function checkTag({ key, value }: BucketTag): void {
  if (key.startsWith("aws:")) throw invalidTag("System tags cannot be added/updated by requester", {});
  if (key.length < 1 || key.length > 128 || !ALLOWED_TEXT.test(key))
    throw invalidTag("The TagKey you have provided is invalid", { TagKey: key });
  if (value.length > 256 || !ALLOWED_TEXT.test(value))
    throw invalidTag("The TagValue you have provided is invalid", { TagKey: key, TagValue: value });
}

function invalidTag(message: string, fields: Readonly<Record<string, string>>): AwsError {
  return new AwsError("InvalidTag", 400, message, { fields });
}
