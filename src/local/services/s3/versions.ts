import { randomBytes } from "node:crypto";
import type { BucketRecord, ObjectVersion } from "./store.ts";

/** The version ID of objects that were stored while versioning was not enabled. */
export const NULL_VERSION = "null";

/** Every version of a key, newest first. */
export function versionsOf(bucket: BucketRecord, key: string): readonly ObjectVersion[] {
  const start = firstFrom(bucket, key);
  let end = start;
  while (bucket.versions[end]?.key === key) end++;
  return bucket.versions.slice(start, end);
}

/** The newest version or delete marker of a key; undefined if the key has no versions. */
export function currentVersion(bucket: BucketRecord, key: string): ObjectVersion | undefined {
  const version = bucket.versions[firstFrom(bucket, key)];
  return version?.key === key ? version : undefined;
}

/** Adds a version as the newest version of its key. A key has at most one null version. */
export function addVersion(bucket: BucketRecord, version: ObjectVersion): void {
  if (version.versionId === NULL_VERSION) removeVersion(bucket, version.key, NULL_VERSION);
  bucket.versions.splice(firstFrom(bucket, version.key), 0, version);
}

/** Removes a version permanently and returns it; undefined if it does not exist. */
export function removeVersion(bucket: BucketRecord, key: string, versionId: string): ObjectVersion | undefined {
  const found = versionsOf(bucket, key).find((version) => version.versionId === versionId);
  if (found) bucket.versions.splice(bucket.versions.indexOf(found), 1);
  return found;
}

/** Creates the ID for a new version: random if versioning is enabled, otherwise `null`. */
export function newVersionId(bucket: BucketRecord): string {
  return bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url").replaceAll("-", ".") : NULL_VERSION;
}

/** Whether a string can be a version ID in this bucket: S3 distinguishes invalid IDs from IDs of deleted versions. */
export function isVersionId(bucket: BucketRecord, text: string): boolean {
  return text === NULL_VERSION || (bucket.versioning !== undefined && /^[A-Za-z0-9._]{32}$/.test(text));
}

/** S3 lists keys in the order of their UTF-8 bytes, which differs from JavaScript's string order. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The index of the first version whose key is equal to `key` or sorts after it. */
function firstFrom({ versions }: BucketRecord, key: string): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(versions[middle]?.key ?? "", key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
