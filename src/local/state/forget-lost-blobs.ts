import { listWithAnd } from "../../text/word-list.ts";
import type { LocalCloud } from "../cloud.ts";

/** The smallest ZIP file: only the end-of-central-directory record. */
const EMPTY_ZIP = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");

/**
 * Removes object versions and function versions whose bytes are missing or damaged, and replaces a function's lost code
 * with an empty package. The next deploy then finds them missing or changed, and uploads the current content. Returns
 * one sentence per object version and one per function.
 */
export function forgetLostBlobs(cloud: LocalCloud): readonly string[] {
  const lost = [...forgetObjects(cloud), ...forgetCode(cloud)];
  if (lost.length === 0) return [];
  cloud.s3.save();
  cloud.lambda.save();
  return lost;
}

function removedText(what: string): string {
  return `${what} is missing or damaged on disk and was removed; deploy its stack again to upload it.`;
}

function removedVersionsText(name: string, versions: readonly string[]): string {
  const [which, outcome] =
    versions.length === 1 ? ["version", "the version was removed"] : ["versions", "the versions were removed"];
  return `The code of ${which} ${listWithAnd(versions)} of the function ${name} is missing or damaged on disk; ${outcome}.`;
}

function forgetObjects({ s3, blobs }: LocalCloud): readonly string[] {
  return Object.values(s3.data.buckets).flatMap(({ name, versions }) => {
    const lost = versions.filter(({ content }) => content && !blobs.has(content.blob));
    for (const version of lost) versions.splice(versions.indexOf(version), 1);
    return lost.map(({ key }) => removedText(`The object ${JSON.stringify(key)} in the bucket ${name}`));
  });
}

function forgetCode({ lambda, blobs, functions }: LocalCloud): readonly string[] {
  const lost: string[] = [];
  for (const [region, records] of Object.entries(lambda.data.regions))
    for (const [name, { versions = {}, ...record }] of Object.entries(records)) {
      const kept = Object.entries(versions).filter(([, { code }]) => blobs.has(code.sha256));
      const isKept = blobs.has(record.code.sha256);
      if (isKept && kept.length === Object.keys(versions).length) continue;
      const code = isKept ? record.code : { sha256: blobs.put(EMPTY_ZIP), bytes: EMPTY_ZIP.length };
      records[name] = { ...record, code, versions: Object.fromEntries(kept) };
      functions.retire(region, name);
      const lostVersions = Object.keys(versions).filter((version) => !kept.some(([key]) => key === version));
      lost.push(isKept ? removedVersionsText(name, lostVersions) : removedText(`The code of the function ${name}`));
    }
  return lost;
}
