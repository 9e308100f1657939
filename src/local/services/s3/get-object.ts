import type { GetObjectRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { readNeeds, requireStoredObject } from "./stored-object.ts";

type Input = Validated<GetObjectRequest>;

/** S3 GetObject. */
export const getObject = {
  needs: readNeeds,

  run(input: Input, call: Call) {
    const { content, headers, range } = requireStoredObject(input, call, "GET");
    const bytes = call.cloud.blobs.get(content.blob);
    return { ...headers, Body: range ? bytes.subarray(range.first, range.last + 1) : bytes };
  },
} satisfies Operation;
