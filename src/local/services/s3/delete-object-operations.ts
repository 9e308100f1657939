import type {
  _Error,
  DeletedObject,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ObjectIdentifier,
} from "@aws-sdk/client-s3";
import { notSupported } from "../../protocol/aws-error.ts";
import { malformedXml } from "../../protocol/xml-value.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { objectPermissions, refusalOf } from "./access.ts";
import { objectArn, requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";
import { invalidArgument } from "./invalid-argument.ts";
import type { BucketRecord } from "./store.ts";
import { addVersion, isVersionId, NULL_VERSION, newVersionId, removeVersion } from "./versions.ts";

/** S3 DeleteObject: succeeds even for a key that does not exist. */
export const deleteObject = {
  permissions(input: Validated<DeleteObjectRequest>, call: Call) {
    return objectPermissions(call, input, removalAction(input.VersionId));
  },

  run(input: Validated<DeleteObjectRequest>, call: Call): DeleteObjectOutput {
    const bucket = requireBucket(call, input);
    const { VersionId: given } = input;
    if (given !== undefined && !isVersionId(bucket, given))
      throw invalidArgument("Invalid version id specified", "versionId", given);
    const { DeleteMarker, DeleteMarkerVersionId, VersionId } = removeObject(bucket, input, call.cloud.clock);
    const versionId = DeleteMarkerVersionId ?? VersionId;
    return { ...(DeleteMarker && { DeleteMarker }), ...(versionId !== undefined && { VersionId: versionId }) };
  },
} satisfies Operation;

const MAX_OBJECTS = 1000;

/** S3 DeleteObjects: each key succeeds or fails separately; the response has status 200. */
export const deleteObjects = {
  /** `run` checks the permission for each key. */
  permissions(input: Validated<DeleteObjectsRequest>, call: Call) {
    requireBucket(call, input);
    return [];
  },

  run(input: Validated<DeleteObjectsRequest>, call: Call): DeleteObjectsOutput {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    const { Objects = [], Quiet = false } = input.Delete;
    checkObjects(Objects);
    const results = Objects.map((object) => deleteOne(call, bucket, object));
    return {
      Deleted: Quiet ? [] : results.flatMap(({ deleted }) => deleted ?? []),
      Errors: results.flatMap(({ error }) => error ?? []),
    };
  },
} satisfies Operation;

function checkObjects(objects: readonly ObjectIdentifier[]): void {
  if (objects.length === 0 || objects.length > MAX_OBJECTS) throw malformedXml();
  if (
    objects.some(({ ETag, LastModifiedTime, Size }) => [ETag, LastModifiedTime, Size].some((one) => one !== undefined))
  )
    throw notSupported("DeleteObjects: a conditional delete (ETag, LastModifiedTime or Size)");
}

function deleteOne(
  call: Call,
  bucket: BucketRecord,
  object: ObjectIdentifier,
): { readonly deleted?: DeletedObject; readonly error?: _Error } {
  const { Key = "", VersionId } = object;
  const named = { Key, ...(VersionId !== undefined && { VersionId }) };
  const permission = { action: removalAction(VersionId), resource: objectArn(bucket.name, Key) };
  const refusal = refusalOf(call, bucket, permission);
  if (refusal !== undefined) return { error: { ...named, Code: "AccessDenied", Message: refusal } };
  if (VersionId !== undefined && !isVersionId(bucket, VersionId))
    return { error: { ...named, Code: "NoSuchVersion", Message: "The specified version does not exist." } };
  return { deleted: removeObject(bucket, object, call.cloud.clock) };
}

function removalAction(versionId: string | undefined): string {
  return versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
}

/**
 * Deletes a version permanently. Without a version ID, deletes the object or, in a bucket with versioning, adds a
 * delete marker that hides it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html).
 */
function removeObject(bucket: BucketRecord, { Key = "", VersionId }: ObjectIdentifier, clock: Clock): DeletedObject {
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
