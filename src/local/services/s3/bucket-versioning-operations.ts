import type {
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  PutBucketVersioningRequest,
} from "@aws-sdk/client-s3";
import { AwsError, notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { bucketPermissions } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkRequiredDigest } from "./integrity.ts";

/** S3 GetBucketVersioning: returns no status if versioning has never been configured. */
export const getBucketVersioning = {
  permissions(input: Validated<GetBucketVersioningRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:GetBucketVersioning");
  },

  run(input: Validated<GetBucketVersioningRequest>, call: Call): GetBucketVersioningOutput {
    const { versioning } = requireBucket(call, input);
    return versioning === undefined ? {} : { Status: versioning };
  },
} satisfies Operation;

/** S3 PutBucketVersioning: enables or suspends versioning. A bucket can never return to the unversioned state. */
export const putBucketVersioning = {
  permissions(input: Validated<PutBucketVersioningRequest>, call: Call) {
    return bucketPermissions(call, input, "s3:PutBucketVersioning");
  },

  run(input: Validated<PutBucketVersioningRequest>, call: Call) {
    const bucket = requireBucket(call, input);
    checkRequiredDigest(call);
    const { Status, MFADelete } = input.VersioningConfiguration;
    if (MFADelete === "Enabled") throw notSupported("PutBucketVersioning: MFADelete");
    if (Status === undefined)
      throw new AwsError("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified");
    bucket.versioning = Status;
    return undefined;
  },
} satisfies Operation;
