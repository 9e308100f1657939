import { createHash } from "node:crypto";
import type { Tags } from "../aws/ownership.ts";
import { canonicalJson } from "./compare.ts";

/**
 * The tag in which a deploy leaves what it wanted, four characters of a hash for each field: by it, what somebody changed by hand (drift) is
 * told from what this version or these settings want otherwise. AWS keeps nothing of the kind, and there is no state file.
 */
export const FINGERPRINT_TAG = "todo-api:fingerprints";

/** What is wanted, by field. */
export type DesiredFields = Readonly<Record<string, unknown>>;

/** 64 fields fill a tag's 256 characters. */
const FINGERPRINT_LENGTH = 4;

/** The tags with the mark of every wanted field, the tags' own included. */
export function withFingerprints(tags: Tags, wants: DesiredFields): Tags {
  const all = { ...wants, ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tags.${key}`, value])) };
  return { ...tags, [FINGERPRINT_TAG]: Object.entries(all).map(fingerprintOf).join("") };
}

/** Whether the record says all of the wanted one, and maybe more: of settings that are left as they are when nobody asks for them. */
export function includesFingerprints(actual: Tags, wanted: Tags): boolean {
  const marks = fingerprintsIn(actual);
  return fingerprintsIn(wanted).every((mark) => marks.includes(mark));
}

/** Whether the deploy that left these tags wanted of the field what is wanted now. */
export function matchesFingerprint(actual: Tags, field: string, wanted: unknown): boolean {
  return fingerprintsIn(actual).includes(fingerprintOf([field, wanted]));
}

function fingerprintsIn(tags: Tags): readonly string[] {
  return tags[FINGERPRINT_TAG]?.match(/.{4}/g) ?? [];
}

/** The same for a field of a tagged resource, of which `wants` and `tags` are what is wanted. */
export function fieldMatchesLastDeploy(actual: Tags, field: string, wants: DesiredFields, tags: Tags): boolean {
  if (!field.startsWith("tags.")) return matchesFingerprint(actual, field, wants[field]);
  const key = field.slice("tags.".length);
  // The record says nothing of itself: only that it is gone tells that somebody took it.
  return key === FINGERPRINT_TAG ? actual[FINGERPRINT_TAG] === undefined : matchesFingerprint(actual, field, tags[key]);
}

function fingerprintOf([field, value]: readonly [string, unknown]): string {
  const hash = createHash("sha256").update(`${field}=${canonicalJson(value)}`);
  return hash.digest("base64url").slice(0, FINGERPRINT_LENGTH);
}
