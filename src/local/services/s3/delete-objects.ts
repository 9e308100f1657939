import type {
  _Error,
  DeletedObject,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ObjectIdentifier,
} from "@aws-sdk/client-s3";
import { AwsError, notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { refusalOf } from "./access.ts";
import { objectArn, requireBucket } from "./buckets.ts";
import { checkConfigurationDigest } from "./integrity.ts";
import { removalAction, removeObject } from "./remove-object.ts";
import type { BucketRecord } from "./store.ts";
import { isVersionId } from "./versions.ts";

type Input = Validated<DeleteObjectsRequest>;

const MOST_OBJECTS = 1000;

/** S3 DeleteObjects: each key succeeds or fails by itself, in an answer that is always 200. */
export const deleteObjects = {
  /** Permission is a matter of each key. */
  needs(input: Input, call: Call) {
    requireBucket(call, input);
    return [];
  },

  run(input: Input, call: Call): DeleteObjectsOutput {
    const bucket = requireBucket(call, input);
    checkConfigurationDigest(call, input);
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
  if (objects.length === 0 || objects.length > MOST_OBJECTS)
    throw new AwsError(
      "MalformedXML",
      400,
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  if (objects.some(({ ETag, LastModifiedTime, Size }) => ETag ?? LastModifiedTime ?? Size))
    throw notSupported("DeleteObjects: a condition on an object");
}

function deleteOne(
  call: Call,
  bucket: BucketRecord,
  object: ObjectIdentifier,
): { readonly deleted?: DeletedObject; readonly error?: _Error } {
  const { Key = "", VersionId } = object;
  const named = { Key, ...(VersionId !== undefined && { VersionId }) };
  const need = { action: removalAction(VersionId), resource: objectArn(bucket.name, Key) };
  const refusal = refusalOf(call, bucket, need);
  if (refusal !== undefined) return { error: { ...named, Code: "AccessDenied", Message: refusal } };
  if (VersionId !== undefined && !isVersionId(bucket, VersionId))
    return { error: { ...named, Code: "NoSuchVersion", Message: "The specified version does not exist." } };
  return { deleted: removeObject(bucket, object, call.cloud.clock) };
}
