import type { Tag } from "@aws-sdk/client-dynamodb";
import { invalid } from "./errors.ts";

/** The maximum number of tags (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html). */
const MAX_TAGS = 50;
const WRITABLE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Returns `tags` with the added ones. Throws if an added tag is invalid, or if the result has too many tags. */
export function withTags(tags: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  const seen = new Set<string>();
  for (const { Key = "", Value = "" } of added) {
    if (!WRITABLE.test(Key)) throw invalid(`The Tag Key provided is invalid, Key: ${Key}`);
    if (!WRITABLE.test(Value)) throw invalid(`The Tag Value provided is invalid, Value: ${Value}`);
    checkTagKey(Key);
    if (seen.has(Key)) throw invalid(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${Key}`);
    seen.add(Key);
  }
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key = "", Value = "" }) => [Key, Value])) };
  checkTagCount(Object.keys(all).length);
  return all;
}

/** Rejects a tag key that AWS reserves. */
export function checkTagKey(key: string): void {
  if (/^aws:/i.test(key)) throw invalid(`Tag Key cannot be prefixed with aws:, Key: ${key}`);
}

/** Rejects a number of tags or tag keys that exceeds a table's maximum. */
export function checkTagCount(count: number): void {
  if (count > MAX_TAGS) throw invalid("Number of Tags exceed the current limit for the provided ResourceArn");
}
