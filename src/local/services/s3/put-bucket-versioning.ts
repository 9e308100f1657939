import type { PutBucketVersioningRequest } from "@aws-sdk/client-s3";
import { AwsError, notSupported } from "../../aws-error.ts";
import type { Call, Operation, Validated } from "../../operation.ts";
import { bucketNeeds } from "./access.ts";
import { requireBucket } from "./buckets.ts";
import { checkConfigurationDigest } from "./integrity.ts";

type Input = Validated<PutBucketVersioningRequest>;

/** S3 PutBucketVersioning: on or suspended, never off again. */
export const putBucketVersioning = {
  needs(input: Input, call: Call) {
    return bucketNeeds(call, input, "s3:PutBucketVersioning");
  },

  run(input: Input, call: Call) {
    const bucket = requireBucket(call, input);
    checkConfigurationDigest(call, input);
    const { Status, MFADelete } = input.VersioningConfiguration;
    if (MFADelete === "Enabled") throw notSupported("PutBucketVersioning: MFADelete");
    if (Status === undefined)
      throw new AwsError("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified");
    bucket.versioning = Status;
    return undefined;
  },
} satisfies Operation;
