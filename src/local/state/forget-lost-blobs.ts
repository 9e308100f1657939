import { listWithAnd } from "../../text/word-list.ts";
import type { LocalCloud } from "../cloud.ts";
import type { BucketRecord, ObjectVersion } from "../services/s3/store.ts";
import { currentVersion, removeVersion } from "../services/s3/versions.ts";

/** The smallest ZIP file: only the end-of-central-directory record. */
const EMPTY_ZIP = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");

/**
 * Removes object versions and function versions whose bytes are missing or damaged, and replaces a function's lost code
 * with an empty package. The next deploy then finds them missing or changed, and uploads the current content. Returns
 * one sentence per object version, one per function whose code is lost, and one per function that lost versions.
 */
export function forgetLostBlobs(cloud: LocalCloud): readonly string[] {
  const lost = [...forgetObjects(cloud), ...forgetCode(cloud)];
  if (lost.length === 0) return [];
  cloud.s3.save();
  cloud.lambda.save();
  return lost;
}

/** The sentence about lost content that the next deploy uploads again. */
function removedCurrentText(what: string): string {
  return `${what} is missing or damaged on disk and was removed; deploy its stack again to upload it.`;
}

function removedVersionsText(name: string, versions: readonly string[]): string {
  const [which, outcome] =
    versions.length === 1 ? ["version", "the version was removed"] : ["versions", "the versions were removed"];
  return `The code of ${which} ${listWithAnd(versions)} of the function ${name} is missing or damaged on disk; ${outcome}.`;
}

function forgetObjects({ s3, blobs }: LocalCloud): readonly string[] {
  return Object.values(s3.data.buckets).flatMap((bucket) => {
    const lost = bucket.versions.filter(({ content }) => content && !blobs.has(content.blob));
    const sentences = lost.map((version) => lostVersionText(bucket, version));
    for (const { key, versionId } of lost) removeVersion(bucket, key, versionId);
    return sentences;
  });
}

function lostVersionText(bucket: BucketRecord, version: ObjectVersion): string {
  const object = `object ${JSON.stringify(version.key)} in the bucket ${bucket.name}`;
  if (currentVersion(bucket, version.key) === version) return removedCurrentText(`The ${object}`);
  return `Version ${version.versionId} of the ${object} is missing or damaged on disk and was removed.`;
}

function forgetCode({ lambda, blobs, functions }: LocalCloud): readonly string[] {
  const lost: string[] = [];
  for (const [region, records] of Object.entries(lambda.data.regions))
    for (const [name, { versions = {}, ...record }] of Object.entries(records)) {
      const kept = Object.entries(versions).filter(([, { code }]) => blobs.has(code.sha256));
      const lostVersions = Object.keys(versions).filter((version) => !kept.some(([key]) => key === version));
      const isKept = blobs.has(record.code.sha256);
      if (isKept && lostVersions.length === 0) continue;
      const code = isKept ? record.code : { sha256: blobs.put(EMPTY_ZIP), bytes: EMPTY_ZIP.length };
      records[name] = { ...record, code, versions: Object.fromEntries(kept) };
      functions.retire(region, name);
      if (!isKept) lost.push(removedCurrentText(`The code of the function ${name}`));
      if (lostVersions.length > 0) lost.push(removedVersionsText(name, lostVersions));
    }
  return lost;
}
