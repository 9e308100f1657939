import { createHash } from "node:crypto";
import type { Tags } from "../aws/ownership.ts";
import { canonicalJson } from "../text/json.ts";

/**
 * The tag with the fingerprints of all desired fields and tags. They distinguish a change outside todo-api (drift) from
 * a new desired value.
 */
export const FINGERPRINT_TAG = "todo-api:fingerprints";

/** Desired values, by field. */
export type DesiredFields = Readonly<Record<string, unknown>>;

/** 64 fingerprints fill the 256 characters of a tag. */
const FINGERPRINT_LENGTH = 4;
const FINGERPRINTS = new RegExp(`.{${FINGERPRINT_LENGTH}}`, "g");

/** Adds the fingerprint tag, which covers the desired fields and the given tags. */
export function withFingerprints(tags: Tags, desired: DesiredFields): Tags {
  const tagFields = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tags.${key}`, value]));
  const all = Object.entries({ ...desired, ...tagFields });
  return { ...tags, [FINGERPRINT_TAG]: all.map(fingerprintOf).join("") };
}

/** Whether the actual tags record every desired fingerprint; they may also record others. */
export function includesFingerprints(actual: Tags, desired: Tags): boolean {
  const recorded = fingerprintsIn(actual);
  return fingerprintsIn(desired).every((fingerprint) => recorded.includes(fingerprint));
}

/** Whether the deploy that wrote these tags had this desired value for a field. */
export function matchesFingerprint(actual: Tags, field: string, desired: unknown): boolean {
  return fingerprintsIn(actual).includes(fingerprintOf([field, desired]));
}

/** Whether the last deploy had the same desired value for a field, or for a tag (`tags.<key>`). */
export function fieldMatchesLastDeploy(actual: Tags, field: string, desired: DesiredFields, tags: Tags): boolean {
  if (!field.startsWith("tags.")) return matchesFingerprint(actual, field, desired[field]);
  const key = field.slice("tags.".length);
  // The fingerprint tag itself has no fingerprint. Its absence is drift; a different value means new desired values.
  return key === FINGERPRINT_TAG ? actual[FINGERPRINT_TAG] === undefined : matchesFingerprint(actual, field, tags[key]);
}

function fingerprintsIn(tags: Tags): readonly string[] {
  return tags[FINGERPRINT_TAG]?.match(FINGERPRINTS) ?? [];
}

function fingerprintOf([field, value]: readonly [string, unknown]): string {
  const hash = createHash("sha256").update(`${field}=${canonicalJson(value)}`);
  return hash.digest("base64url").slice(0, FINGERPRINT_LENGTH);
}
