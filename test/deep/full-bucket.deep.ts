import { expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { compareKeys } from "../../src/local/services/s3/versions.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";

/** A page of S3's lists has 1,000 entries. */
const MORE_THAN_TWO_PAGES = 2100;

test("a destroy empties a bucket of versions, delete markers and unfinished uploads, more than two pages of each", async () => {
  const local = await startTestCloud();
  try {
    const cwd = await makeDeployedFolder(local);
    await run(["deploy"], { cwd });
    crowdBucket(local, `todo-api-dev-${local.account}-eu-west-1`);
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(leftoversIn(local.cloud)).toEqual({});
    const made = (operation: string) => local.calls().filter((call) => call.operation === operation).length;
    expect(made("ListObjectVersions")).toBeGreaterThan(4);
    expect(made("ListMultipartUploads")).toBeGreaterThan(2);
  } finally {
    await local.stop();
  }
});

/**
 * Adds versions, delete markers and unfinished uploads to the records, because creating them by calls would take too
 * long.
 */
function crowdBucket({ cloud }: TestCloud, name: string): void {
  const bucket = cloud.s3.data.buckets[name];
  const content = bucket?.versions.find((version) => version.content)?.content;
  if (!bucket || !content) throw new Error("There is no bucket.");
  bucket.versioning = "Enabled";
  for (let at = 0; at < MORE_THAN_TWO_PAGES; at += 1) {
    const key = `old/${at}`;
    bucket.versions.push({ key, versionId: `${"m".repeat(28)}${1000 + at}`, createdAt: 2 });
    bucket.versions.push({ key, versionId: `${"v".repeat(28)}${1000 + at}`, createdAt: 1, content });
    bucket.uploads.push({ key, uploadId: `upload-${at}`, startedAt: at });
  }
  bucket.versions.sort((a, b) => compareKeys(a.key, b.key));
}
