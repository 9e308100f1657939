import type { DeleteObjectOutput, DeleteObjectRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { objectNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { invalidArgument } from "./invalid-argument.ts";
import { removalAction, removeObject } from "./remove-object.ts";
import { isVersionId } from "./versions.ts";

type Input = Validated<DeleteObjectRequest>;

/** S3 DeleteObject: a key that is not there is no error. */
export const deleteObject = {
  needs(input: Input, call: Call) {
    return objectNeeds(call, input, removalAction(input.VersionId));
  },

  run(input: Input, call: Call): DeleteObjectOutput {
    const bucket = requireBucket(call, input);
    const { VersionId: given } = input;
    if (given !== undefined && !isVersionId(bucket, given))
      throw invalidArgument("Invalid version id specified", "versionId", given);
    const { DeleteMarker, DeleteMarkerVersionId, VersionId } = removeObject(bucket, input, call.cloud.clock);
    const versionId = DeleteMarkerVersionId ?? VersionId;
    return { ...(DeleteMarker && { DeleteMarker }), ...(versionId !== undefined && { VersionId: versionId }) };
  },
} satisfies Operation;
