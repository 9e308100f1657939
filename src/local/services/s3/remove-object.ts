import type { DeletedObject, ObjectIdentifier } from "@aws-sdk/client-s3";
import type { Clock } from "../../clock.ts";
import type { BucketRecord } from "./store.ts";
import { addVersion, NULL_VERSION, newVersionId, removeVersion } from "./versions.ts";

/** The IAM action of deleting a key, or one version of it. */
export function removalAction(versionId: string | undefined): string {
  return versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
}

/** Deletes a version for good, or a key: where there are versions a delete marker hides it (AmazonS3/DeletingObjectVersions). */
export function removeObject(
  bucket: BucketRecord,
  { Key = "", VersionId }: ObjectIdentifier,
  clock: Clock,
): DeletedObject {
  if (VersionId !== undefined) {
    const removed = removeVersion(bucket, Key, VersionId);
    const wasMarker = removed !== undefined && removed.content === undefined;
    return { Key, VersionId, ...(wasMarker && { DeleteMarker: true, DeleteMarkerVersionId: VersionId }) };
  }
  if (bucket.versioning === undefined) {
    removeVersion(bucket, Key, NULL_VERSION);
    return { Key };
  }
  const versionId = newVersionId(bucket);
  addVersion(bucket, { key: Key, versionId, createdAt: clock.now() });
  return { Key, DeleteMarker: true, DeleteMarkerVersionId: versionId };
}
