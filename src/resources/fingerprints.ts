import { createHash } from "node:crypto";
import type { Tags } from "../aws/ownership.ts";
import { canonicalJson } from "./compare.ts";

/**
 * The tag in which a deploy leaves what it wanted, four characters of a hash for each field: by it, what somebody changed by hand (drift) is
 * told from what this version or these settings want otherwise. AWS keeps nothing of the kind, and there is no state file.
 */
export const INTENT_TAG = "todo-api:intent";

/** What is wanted, by field. */
export type Wants = Readonly<Record<string, unknown>>;

/** 64 fields fill a tag's 256 characters. */
const MARK_LENGTH = 4;

/** The tags with the mark of every wanted field, the tags' own included. */
export function withIntent(tags: Tags, wants: Wants): Tags {
  const all = { ...wants, ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tags.${key}`, value])) };
  return { ...tags, [INTENT_TAG]: Object.entries(all).map(markOf).join("") };
}

/** Whether the record says all of the wanted one, and maybe more: of settings that are left as they are when nobody asks for them. */
export function coversIntent(actual: Tags, wanted: Tags): boolean {
  const marks = marksIn(actual);
  return marksIn(wanted).every((mark) => marks.includes(mark));
}

/** Whether the deploy that left these tags wanted of the field what is wanted now. */
export function wasWanted(actual: Tags, field: string, wanted: unknown): boolean {
  return marksIn(actual).includes(markOf([field, wanted]));
}

function marksIn(tags: Tags): readonly string[] {
  return tags[INTENT_TAG]?.match(/.{4}/g) ?? [];
}

/** The same for a field of a tagged resource, of which `wants` and `tags` are what is wanted. */
export function wasFieldWanted(actual: Tags, field: string, wants: Wants, tags: Tags): boolean {
  if (!field.startsWith("tags.")) return wasWanted(actual, field, wants[field]);
  const key = field.slice("tags.".length);
  // The record says nothing of itself: only that it is gone tells that somebody took it.
  return key === INTENT_TAG ? actual[INTENT_TAG] === undefined : wasWanted(actual, field, tags[key]);
}

function markOf([field, value]: readonly [string, unknown]): string {
  const hash = createHash("sha256").update(`${field}=${canonicalJson(value)}`);
  return hash.digest("base64url").slice(0, MARK_LENGTH);
}
