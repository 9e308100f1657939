import type { GetObjectRequest, HeadObjectOutput, HeadObjectRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../operation.ts";
import { readPermissions, requireStoredObject } from "./stored-object.ts";

export const getObject = {
  permissions: readPermissions,

  run(input: Validated<GetObjectRequest>, call: Call) {
    const { content, headers, range } = requireStoredObject(input, call, "GET");
    const bytes = call.cloud.blobs.get(content.blob);
    return { ...headers, Body: range ? bytes.subarray(range.first, range.last + 1) : bytes };
  },
} satisfies Operation;

/** S3 HeadObject: returns the same headers as GetObject. */
export const headObject = {
  permissions: readPermissions,

  run(input: Validated<HeadObjectRequest>, call: Call): HeadObjectOutput {
    return requireStoredObject(input, call, "HEAD").headers;
  },
} satisfies Operation;
