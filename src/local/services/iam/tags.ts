import type { Tag } from "@aws-sdk/client-iam";
import { AwsError } from "../../protocol/aws-error.ts";

/** Converts tags to a record. Rejects duplicate keys (regardless of case) and keys that AWS reserves. */
export function tagRecord(tags: readonly Tag[] = []): Record<string, string> {
  const seen = new Set<string>();
  for (const { Key = "" } of tags) {
    if (seen.has(Key.toLowerCase()))
      throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    if (/^aws:/i.test(Key)) throw invalid("Tag keys must not start with aws:, which is reserved for system use.");
    seen.add(Key.toLowerCase());
  }
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/**
 * Removes tags. The tag keys of roles are case-insensitive
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html).
 */
export function withoutTags(tags: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key.toLowerCase())));
}

/** Converts a record to a list of tags. */
export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidInput", 400, message);
}
